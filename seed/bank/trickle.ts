import { setTimeout as sleep } from 'node:timers/promises'
import type { WireEvent } from '@mingjing/rules/events/event.ts'
import { day, dayNumber, minute } from './clock.ts'
import { openJournal } from './journal.ts'
import { liveMinutes } from './live.ts'
import { liveThrough } from './simulate.ts'
import { noTruth } from './truth.ts'
import { worldOf } from './world.ts'

export interface Trickle {
  seed: number
  /** Where it takes up the story; the `end` of the log that was simulated, or now when the bank was away. */
  from: Date
  /** Days of the log before, so that only its own unfinished cases go on. Default 30. */
  days?: number
  /** How many events a second at noon, about. Default 3; 0 leaves the bank's own pace of about one in ten seconds. */
  perSecond?: number
}

export interface Due {
  /** Wall time at which it happens, epoch milliseconds; the event's own time. */
  dueAt: number
  event: WireEvent
}

/** Stories are followed this far: nothing a person watching the demo could wait for comes later. */
const longest = 12 * day

/**
 * The same bank goes on without end, in time order: unfinished cases of the log continue, days begin as they would have
 * in a longer log, and on top comes enough quickened business to watch, with a violation now and then. Same arguments,
 * same events; ids never repeat those of the log or of a trickle from another moment.
 */
export function* trickle({ seed, from, days = 30, perSecond = 3 }: Trickle): Generator<Due> {
  const begins = from.getTime()
  let now = begins
  const horizon = () => now + longest
  const ordinary = openJournal({ horizon, mark: '' })
  const world = worldOf(seed, ordinary, noTruth)
  const today = dayNumber(begins)
  for (let number = today - Math.min(days, longest / day); number <= today; number++) liveThrough(world, number)
  ordinary.take(begins)

  const mark = `t${begins.toString(36)}-`
  const quickened = openJournal({ horizon, mark })
  const live = liveMinutes(worldOf(seed, quickened, noTruth), { begins, mark, perSecond })
  for (let number = today; ; ) {
    const until = now + minute
    if (dayNumber(until) > number) liveThrough(world, ++number)
    if (perSecond > 0) live(now)
    const facts = [...ordinary.take(until), ...quickened.take(until)].sort((x, y) => x.at - y.at)
    for (const { at, event } of facts) if (at >= begins) yield { dueAt: at, event }
    now = until
  }
}

/**
 * Waits for each event until it is due; one that is overdue comes at once. Ends when the signal is aborted.
 */
export async function* paced(dues: Iterable<Due>, signal?: AbortSignal): AsyncGenerator<WireEvent> {
  for (const { dueAt, event } of dues) {
    const wait = dueAt - Date.now()
    if (wait > 0)
      try {
        await sleep(wait, undefined, { signal })
      } catch {
        return
      }
    if (signal?.aborted) return
    yield event
  }
}
