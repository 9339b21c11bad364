import type { EventData, EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import type { WireEvent } from '@mingjing/rules/events/event.ts'
import { dateOf, dayNumber, startOfDay, wireTime } from './clock.ts'

/** How an event travels to the log when it does not go the ordinary way: surely delayed, or surely delivered twice. */
export type Travel = 'shaken' | 'repeated'

/** An event with its time as a number, on its way to the log. */
export interface Fact {
  at: number
  event: WireEvent
  travel: Travel | null
}

/** The system each family of events comes from. */
const sources: Record<string, string> = {
  estimate: '/bank/intake',
  application: '/bank/intake',
  consent: '/bank/intake',
  identity: '/bank/intake',
  investigation: '/bank/approval',
  review: '/bank/approval',
  approval: '/bank/approval',
  offer: '/bank/approval',
  limit: '/bank/approval',
  disbursement: '/bank/core',
  repayment: '/bank/core',
  transfer: '/bank/core',
  fx: '/bank/core',
  customer: '/bank/core',
  outcome: '/bank/core',
  card: '/bank/card',
  transaction: '/bank/card',
  collection: '/bank/collection',
  campaign: '/bank/marketing',
  appointment: '/bank/branch',
  counter: '/bank/branch',
  complaint: '/bank/service',
  queue: '/bank/branch',
  visit: '/bank/branch',
  account: '/bank/corporate',
  settlement: '/bank/corporate',
  payroll: '/bank/corporate',
  facility: '/bank/corporate',
  product: '/bank/corporate',
  client: '/bank/corporate',
  score: '/bank/model',
  collateral: '/bank/model',
}
const sourceOf = new Map<string, string>()

/**
 * What the processes of the bank write into. Facts may lie in the future of the day that writes them, never in its past;
 * `take` hands out what no later day can precede. Event ids name the day that began the story, then count,
 * so that they grow with the story.
 */
export interface Journal {
  /** Begins the story of another day; ids restart under its date. `mark` keeps the ids of two writers apart. */
  begin(number: number): void
  emit<N extends EventTypeName>(type: N, at: number, subject: string, orgunit: string, data: EventData<N>): void
  /** How the facts emitted from now on travel; null for the ordinary way. */
  travel(how: Travel | null): void
  /** Facts before that instant that were not taken yet, in time order. */
  take(until: number): Fact[]
}

/** Facts at or after `horizon` are forgotten: the story goes on after the log ends. */
export const openJournal = ({ horizon, mark }: { horizon: () => number; mark: string }): Journal => {
  const days = new Map<number, Fact[]>()
  let today = 0
  let prefix = ''
  let count = 0
  let how: Travel | null = null
  return {
    begin: (number) => {
      today = number
      prefix = `${mark}${dateOf(number).replaceAll('-', '')}-`
      count = 1_000_000
    },
    emit: (type, at, subject, orgunit, data) => {
      const id = prefix + String(++count).slice(1)
      const time = Math.round(at)
      if (time >= horizon()) return
      let source = sourceOf.get(type)
      if (source === undefined) {
        source = sources[type.slice(0, type.indexOf('.'))] as string
        sourceOf.set(type, source)
      }
      const event = { specversion: '1.0', id, source, type, time: wireTime(time), subject, orgunit, data } as WireEvent
      const number = dayNumber(time)
      if (number < today) throw new Error(`${type} of ${subject} lies before the day that tells it`)
      const bucket = days.get(number)
      const fact = { at: time, event, travel: how }
      if (bucket) bucket.push(fact)
      else days.set(number, [fact])
    },
    travel: (next) => {
      how = next
    },
    take: (until) => {
      const taken: Fact[] = []
      for (const number of [...days.keys()].sort((x, y) => x - y)) {
        if (startOfDay(number) >= until) break
        const facts = days.get(number) as Fact[]
        const whole = startOfDay(number + 1) <= until
        if (whole) days.delete(number)
        else
          days.set(
            number,
            facts.filter((fact) => fact.at >= until),
          )
        taken.push(...(whole ? facts : facts.filter((fact) => fact.at < until)))
      }
      return taken.sort((x, y) => x.at - y.at)
    },
  }
}
