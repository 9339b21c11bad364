import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute, wireTime } from '../../clock.ts'
import { type Customer, cardId } from '../../customers.ts'
import type { Person } from '../../staff.ts'
import type { Occasion, Plant } from '../occasion.ts'

/** One request of a customer and the approver it falls to. */
export interface Scene {
  o: Occasion
  customer: Customer
  subject: string
  card: string
  approver: Person
}

export interface Found {
  subject: string
  at: number
  step?: string
}

/** A scene of its own; `nth` chooses among the approvers of the branch, so that two changes have two. */
export const scene = (o: Occasion, { customer = o.customer(), nth = o.turn } = {}): Scene => {
  const approvers = o.world.staff.at(customer.outlet, 'approver', o.population)
  return {
    o,
    customer,
    subject: o.subject('lim'),
    card: cardId(customer.number),
    approver: approvers[nth % approvers.length] as Person,
  }
}

/** Scenes of several customers of one outlet before one approver. */
export const scenes = (o: Occasion, count: number): Scene[] => {
  const first = o.customer()
  return Array.from({ length: count }, (_, i) =>
    scene(o, { customer: i === 0 ? first : { ...o.customer(), outlet: first.outlet } }),
  )
}

const about = ({ customer, card }: Scene) => ({
  customer: customer.id,
  limitBefore: 2_000_000,
  limitAfter: 3_000_000,
  temporary: false,
  income: customer.income,
  card,
  product: 'limit' as const,
  channel: 'mobile' as const,
})

/** The customer asks for 30,000 instead of 20,000 yuan. */
export const asks = (s: Scene, at: number, twist: Partial<EventData<'limit.requested'>> = {}): void =>
  s.o.world.journal.emit('limit.requested', at, s.subject, s.customer.outlet, { ...about(s), ...twist })

/** A person sets the limit; returns where a rule would find it. Fields set to undefined are not there. */
export const sets = (s: Scene, at: number, twist: Partial<EventData<'limit.adjusted'>> = {}): Found => {
  const data = {
    ...about(s),
    mode: 'manual' as const,
    actor: s.approver.id,
    authority: s.approver.authority ?? 0,
    otherBankLimit: s.customer.income,
    overridden: false,
    readSeconds: 240,
    ...twist,
  }
  const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as typeof data
  s.o.world.journal.emit('limit.adjusted', at, s.subject, s.customer.outlet, given)
  return { subject: s.subject, at }
}

/** Asked for, and set forty minutes later, which is `at`. */
export const granted = (
  s: Scene,
  at: number,
  twist: Partial<EventData<'limit.adjusted'>> = {},
  asked: Partial<EventData<'limit.requested'>> = {},
): Found => {
  const { limitBefore = 2_000_000, limitAfter = 3_000_000, temporary = false, channel = 'mobile' } = twist
  asks(s, at - 40 * minute, { limitBefore, limitAfter, temporary, channel, ...asked })
  return sets(s, at, twist)
}

/** The request is refused an hour later. */
export const refused = (
  s: Scene,
  at: number,
  twist: Partial<EventData<'limit.requested'>> = {},
  takes: number = hour,
): Found => {
  asks(s, at, twist)
  const { channel = 'mobile' } = twist
  s.o.world.journal.emit('limit.declined', at + takes, s.subject, s.customer.outlet, {
    customer: s.customer.id,
    reason: 'debt ratio',
    actor: s.approver.id,
    product: 'limit',
    channel,
  })
  return { subject: s.subject, at }
}

/** A person cuts the limit back to 20,000 yuan, and the customer is told. */
export const cut = (s: Scene, at: number, twist: Partial<EventData<'limit.adjusted'>> = {}): Found => {
  const found = sets(s, at, { limitBefore: 3_000_000, limitAfter: 2_000_000, ...twist })
  s.o.world.journal.emit('limit.notified', at + 2 * hour, s.subject, s.customer.outlet, {
    customer: s.customer.id,
    channel: 'sms',
  })
  return found
}

/** The card is stopped. */
export const frozen = ({ o, card, customer }: Scene, at: number): void =>
  o.world.journal.emit('card.changed', at, card, customer.outlet, {
    card,
    customer: customer.id,
    cardStatus: 'frozen',
    reason: 'fraud',
  })

/** A violation and a near miss that are played alike but for one thing. */
export const both = (play: (o: Occasion, near: boolean) => Found): Plant => ({
  planted: (o) => o.found(play(o, false)),
  near: (o) => o.found(play(o, true)),
})

export const ends = (at: number, after: number) => ({ temporary: true, validUntil: wireTime(at + after) })
