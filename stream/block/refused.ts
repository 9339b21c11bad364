import { formatMoment } from '@mingjing/rules/events/moment.ts'
import type { DeadRecord, ValidRecord } from '../decode/record.ts'
import { wireText } from '../ingest/wire.ts'
import { mostAhead, mostWaitingAhead, type Verdict } from '../order/order.ts'

/**
 * A valid event that may not wait for its time, as a dead letter: on the wire form it can be sent in again once its time
 * is near. Its personal values are tokens already. `wall` is the plan's, epoch ms.
 */
export const refusedAhead = (
  { offset, event }: ValidRecord,
  why: Extract<Verdict, 'tooFar' | 'tooMany'>,
  wall: number,
): DeadRecord => {
  const [time, clock] = [formatMoment(event.time), formatMoment(wall)]
  const reason =
    why === 'tooFar'
      ? `${time} is more than ${mostAhead / 86_400_000} days ahead of the clock, ${clock}`
      : `${time} is ahead of the clock, ${clock}, and ${mostWaitingAhead} events of the future wait already`
  return { kind: 'deadLetter', offset, text: wireText(event), code: 'future', field: 'time', reason }
}
