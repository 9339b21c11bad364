import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, dayNumber, hour, minute, startOfDay } from '../clock.ts'
import { call, harsh } from '../processes/collection.ts'
import { pick } from '../random.ts'
import { type Occasion, type Plants, somebody } from './occasion.ts'

type Call = Partial<EventData<'collection.called'>>

const polite: Call = { connected: true, effective: false, debtorReachable: true, durationSeconds: 70 }

/** Calls about one contract at these instants; the last one is the hit. */
export const called = (o: Occasion, calls: readonly (Call & { at?: number })[]): void => {
  const { outlet } = o.customer()
  const contract = o.subject('con')
  const agent = somebody(o, outlet, 'agent')
  for (const [i, { at = o.at, ...twist }] of calls.entries()) {
    call(o.world, o.r, { at, contract, outlet, agent }, { ...polite, ...twist })
    if (i === calls.length - 1) o.found({ subject: contract, at, key: contract })
  }
}

const atHour = (o: Occasion, hours: readonly number[]): number =>
  startOfDay(dayNumber(o.at) + 1) + Math.round((hours[o.turn % hours.length] as number) * hour)

/** Enters M2 after a payment long enough ago, or none. */
const defaulted = (o: Occasion, payments: number): void => {
  const { id, outlet } = o.customer()
  const contract = o.subject('con')
  const { journal } = o.world
  for (let period = 1; period <= payments; period++)
    journal.emit('repayment.received', o.at, contract, outlet, { contract, amount: 120_000, period, daysPastDue: 4 })
  const stagedAt = o.at + day
  const agent = somebody(o, outlet, 'agent')
  const about = { contract, stage: 'M2' as const, balance: 3_600_000, product: 'car' as const, customer: id }
  journal.emit('collection.staged', stagedAt, contract, outlet, { ...about, daysPastDue: 30 + (o.turn % 5) })
  journal.emit('collection.assigned', stagedAt + 20 * minute, contract, outlet, {
    ...about,
    actor: agent.id,
  })
  call(o.world, o.r, { at: stagedAt + hour, contract, outlet, agent })
  o.found({ subject: contract, at: stagedAt, key: contract })
}

export const postLoan: Plants = {
  'postloan.night-call': {
    planted: (o) => called(o, [{ at: atHour(o, [22, 23.5, 3, 7.99]) }]),
    near: (o) => called(o, [{ at: atHour(o, [21.99, 8]) }]),
  },
  'postloan.too-many-calls': {
    planted: (o) =>
      called(
        o,
        [0, 1, 2, 3].map((i) => ({ at: o.at + i * 80 * minute, effective: true })),
      ),
    near: (o) =>
      called(o, [
        { at: o.at, effective: true },
        { at: o.at + hour, effective: true },
        { at: o.at + 2 * hour },
        { at: o.at + 3 * hour, effective: true, contactKind: 'guarantor' },
        { at: o.at + 4 * hour, effective: true },
      ]),
  },
  'postloan.third-party-contact': {
    planted: (o) => called(o, [{ contactKind: o.turn % 2 === 0 ? 'relative' : 'third-party', debtorReachable: true }]),
    near: (o) => called(o, [{ contactKind: o.turn % 2 === 0 ? 'relative' : 'third-party', debtorReachable: false }]),
    live: true,
  },
  'postloan.harsh-wording': {
    planted: (o) => called(o, [{ wording: pick(o.r, harsh) }]),
    near: (o) => called(o, [{ wording: '请您坐下来慢慢说，我们不会把情况告诉家人' }]),
    live: true,
  },
  'postloan.first-payment-default': {
    planted: (o) => defaulted(o, 0),
    near: (o) => defaulted(o, 1),
  },
}
