import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import type { DecodedRecord } from '../../decode/record.ts'
import { beforeAll, lateness, mostAhead } from '../../order/order.ts'

export type PlainVerdict = 'ok' | 'late' | 'duplicate' | 'dead'

/**
 * What becomes of records read one by one, by the rules as they are written down and with nothing forgotten. Holds for
 * logs in which the wall clock decides nothing.
 */
export const plainVerdicts = () => {
  const facts = new Set<string>()
  let newest = beforeAll
  const isLate = (time: number) => time <= newest - lateness
  return {
    isKnown: (event: Event) => facts.has(factKey(event)),
    isLate,
    /** `wall`: the clock when the record came, epoch ms. */
    judge(record: DecodedRecord, wall: number): PlainVerdict {
      if (record.kind === 'deadLetter') return 'dead'
      const { event } = record
      if (facts.has(factKey(event))) return 'duplicate'
      if (event.time > wall + mostAhead) return 'dead'
      facts.add(factKey(event))
      if (isLate(event.time)) return 'late'
      newest = Math.max(newest, event.time)
      return 'ok'
    },
  }
}
