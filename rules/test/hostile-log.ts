import type { Event } from '../events/event.ts'
import { compareEvents } from '../hits/order.ts'
import { rollDice } from './dice.ts'

/** What every fourth event does not belong to: the key on which hostile rules gather all others. */
const hot = 'L1'
const start = Date.UTC(2026, 2, 10, 1)
/** Between two events; a log of a few thousand lies within hours, and so within every long window. */
const stepMs = 2_000

/**
 * Collection calls, three of four on one contract, their wording such that a pattern of `a` and `b` meets ever new
 * states, and now and then an outcome. In order.
 */
export const hostileLog = (seed: number, count: number): Event[] => {
  const dice = rollDice(seed)
  const events = Array.from({ length: count }, (_, n): Event => {
    const contract = dice.onceIn(4) ? `L${dice.between(2, 60)}` : hot
    const isCall = !dice.onceIn(12)
    const wording = Array.from({ length: dice.between(1, 512) }, () => dice.oneOf(['a', 'b'])).join('')
    const durationSeconds = dice.between(0, 3_600)
    const call = { contract, contactKind: 'debtor', connected: !dice.onceIn(5), durationSeconds, wording }
    return {
      id: `e${n}`,
      source: 'hostile',
      type: isCall ? 'collection.called' : 'outcome.observed',
      // Some share their millisecond.
      time: start + Math.floor(n * 0.8) * stepMs,
      subject: contract,
      orgunit: `b0${dice.between(1, 3)}`,
      data: isCall ? { ...call, actor: `P${dice.between(1, 5)}` } : { outcome: 'overdue', contract },
    }
  })
  return events.sort(compareEvents)
}
