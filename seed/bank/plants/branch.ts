import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour, minute, second, wireTime } from '../clock.ts'
import { keyOf } from '../truth.ts'
import { type Occasion, type Plants, somebody } from './occasion.ts'

const matter = { clientKind: 'personal', business: 'cash' } as const

/** One visit served at that time, as it ought to be; `twist` says what differs. */
const served = (
  o: Occasion,
  at: number,
  subject: string,
  outlet: string,
  twist: Partial<EventData<'counter.served'>> = {},
): void =>
  o.world.journal.emit('counter.served', at, subject, outlet, {
    ...matter,
    channel: 'counter',
    waitSeconds: 240,
    durationSeconds: 400,
    result: 'pass',
    ...twist,
  })

/** Appointments one member of staff books, a few minutes apart, for people who know nothing of it. */
const booked = (o: Occasion, count: number, step: number): void => {
  const { outlet } = o.customer()
  const actor = o.subject('p')
  for (let i = 0; i < count; i++) {
    const subject = o.subject('vis')
    const at = o.at + i * step
    o.world.journal.emit('appointment.booked', at, subject, outlet, {
      ...matter,
      channel: 'staff',
      actor,
      plannedAt: wireTime(Math.round(o.at + day)),
    })
    if (i === count - 1) o.found({ subject, at, key: actor })
  }
}

const arrived = (o: Occasion, after: number | null): void => {
  const { outlet } = o.customer()
  const subject = o.subject('vis')
  o.world.journal.emit('appointment.arrived', o.at, subject, outlet, matter)
  if (after !== null) served(o, o.at + after, subject, outlet, { actor: somebody(o, outlet, 'teller').id })
  o.found({ subject, at: Math.round(o.at) + 2 * hour, key: subject, step: 'breach' })
}

const waited = (o: Occasion, waitSeconds: number): void => {
  const { outlet } = o.customer()
  const subject = o.subject('vis')
  served(o, o.at, subject, outlet, { waitSeconds, actor: somebody(o, outlet, 'teller').id })
  o.found({ subject, at: o.at, key: subject })
}

/** One teller serves visits of so many seconds, ten minutes apart. */
const seconds = (o: Occasion, durations: readonly number[]): void => {
  const { outlet } = o.customer()
  const actor = o.subject('p')
  for (const [i, durationSeconds] of durations.entries()) {
    const subject = o.subject('vis')
    const at = o.at + i * 10 * minute
    served(o, at, subject, outlet, { durationSeconds, actor })
    if (i === durations.length - 1) o.found({ subject, at, key: actor })
  }
}

/** One teller serves one customer on these days. */
const sameTeller = (o: Occasion, days: readonly number[]): void => {
  const { id, outlet } = o.customer()
  const actor = o.subject('p')
  for (const [i, after] of days.entries()) {
    const subject = o.subject('vis')
    const at = o.at + Math.round(after * day)
    served(o, at, subject, outlet, { customer: id, actor })
    if (i === days.length - 1) o.found({ subject, at, key: keyOf(actor, id) })
  }
}

const machine = (o: Occasion, result: 'pass' | 'fail'): void => {
  const { outlet } = o.customer()
  const subject = o.subject('vis')
  served(o, o.at, subject, outlet, { channel: o.turn % 2 === 0 ? 'terminal' : 'robot', result, waitSeconds: 30 })
  const at = o.at + (10 + 15 * (o.turn % 3)) * minute
  served(o, at, subject, outlet, { actor: somebody(o, outlet, 'teller').id })
  o.found({ subject, at, key: subject })
}

const complained = (
  o: Occasion,
  at: number,
  { id, outlet }: { id: string; outlet: string },
  topic: EventData<'complaint.filed'>['topic'],
  takes: number,
): { subject: string; answeredAt: number } => {
  const subject = o.subject('cmp')
  o.world.journal.emit('complaint.filed', at, subject, outlet, { customer: id, topic, channel: 'phone' })
  o.world.journal.emit('complaint.answered', at + takes, subject, outlet, {
    actor: somebody(o, outlet, 'manager').id,
    result: 'pass',
  })
  return { subject, answeredAt: at + takes }
}

const repeated = (o: Occasion, second: 'service' | 'fee'): void => {
  const customer = o.customer()
  complained(o, o.at, customer, 'service', 5 * hour)
  const at = o.at + (1 + (o.turn % 3)) * day
  const { subject } = complained(o, at, customer, second, 5 * hour)
  o.found({ subject, at, key: keyOf(customer.id, second) })
}

const answeredAfter = (o: Occasion, takes: number): void => {
  const { subject, answeredAt } = complained(o, o.at, o.customer(), 'fee', takes)
  o.found({ subject, at: answeredAt, key: subject })
}

/** What happens at an outlet. */
export const branchPlants: Plants = {
  'branch.bulk-booking': {
    planted: (o) => booked(o, 7 + (o.turn % 3), 3 * minute),
    near: (o) => booked(o, 7, 10 * minute),
  },
  'branch.arrived-unserved': {
    planted: (o) => arrived(o, o.turn % 2 === 0 ? null : 2 * hour + second),
    near: (o) => arrived(o, 2 * hour - second),
  },
  'branch.waited-hour': {
    planted: (o) => waited(o, o.turn % 2 === 0 ? 3_601 : 5_400),
    near: (o) => waited(o, 3_600),
    live: true,
  },
  'branch.served-in-seconds': {
    planted: (o) => seconds(o, [40, 59, 35, 20]),
    near: (o) => seconds(o, [40, 59, 60, 20]),
  },
  'branch.same-teller': {
    planted: (o) => sameTeller(o, o.turn % 2 === 0 ? [0, 0.02, 0.04, 0.06, 0.08] : [0, 1, 2, 3, 4]),
    near: (o) => sameTeller(o, [0, 2, 4, 6, 7]),
  },
  'branch.machine-failed': { planted: (o) => machine(o, 'fail'), near: (o) => machine(o, 'pass') },
  'branch.complaint-repeated': { planted: (o) => repeated(o, 'service'), near: (o) => repeated(o, 'fee') },
  'branch.complaint-brushed-off': {
    planted: (o) => answeredAfter(o, o.turn % 2 === 0 ? minute : 9 * minute),
    near: (o) => answeredAfter(o, 10 * minute),
  },
}
