import type { EventData, EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import { minute } from '../../clock.ts'
import type { Customer } from '../../customers.ts'
import type { Occasion, Plant } from '../occasion.ts'

/** Single events of a case, so that nothing around them trips another rule; whoever acts in them does nothing else. */
export interface Trace {
  subject: string
  customer: Customer
  outlet: string
  emit<N extends EventTypeName>(type: N, after: number, data: EventData<N>): number
}

/** A case of the cast of which only the events told exist. Its times count from the beginning of the occasion. */
export const trace = (o: Occasion, given: { customer?: Customer; outlet?: string; subject?: string } = {}): Trace => {
  const { customer = o.customer() } = given
  const { outlet = customer.outlet, subject = o.subject('a') } = given
  return {
    subject,
    customer,
    outlet,
    emit: (type, after, data) => {
      const at = Math.round(o.at + after)
      o.world.journal.emit(type, at, subject, outlet, data)
      return at
    },
  }
}

/** An application handed in and, so that no deadline stays open, withdrawn twenty minutes later. */
export const applied = (
  o: Occasion,
  after: number,
  data: Partial<EventData<'application.submitted'>>,
  given: Parameters<typeof trace>[1] & { open?: true } = {},
): Trace & { at: number } => {
  const one = trace(o, given)
  const { customer } = one
  const common = { product: data.product ?? ('card' as const), channel: data.channel ?? ('mobile' as const) }
  const at = one.emit('application.submitted', after, {
    ...common,
    amount: 2_000_000,
    customer: customer.id,
    age: 35,
    supplementary: false,
    fastTrack: false,
    device: customer.device,
    mobile: customer.mobile,
    ...data,
  })
  if (!given.open)
    one.emit('application.withdrawn', after + 20 * minute, {
      ...common,
      customer: customer.id,
      reason: 'changed plans',
    })
  return { ...one, at }
}

/** A violation and a near miss that differ in one value, taking turns with several. */
export const turns = <T>(
  bad: readonly T[],
  nearly: readonly T[],
  play: (o: Occasion, value: T) => { subject: string; at: number; key?: string },
): Plant => {
  const of = (values: readonly T[]) => (o: Occasion) => o.found(play(o, values[o.turn % values.length] as T))
  return { planted: of(bad), near: of(nearly) }
}
