import type { WireEvent } from '@mingjing/rules/events/event.ts'
import type { Fact } from './journal.ts'
import { chance, type Random, unit } from './random.ts'

/** Longest delay of a disordered event, below the stream's allowed lateness of 10 s. */
const mostDelay = 9_500
const delayed = 0.02
const repeated = 0.001

/**
 * Facts in time order → events in order of arrival. With a random stream, 2 % come up to 9.5 s after their time and
 * 0.1 % come again within a minute; facts that say how they travel surely do. Without one all come in order, once.
 */
export function* travelled(facts: Iterable<Fact>, r: Random | null): Generator<WireEvent> {
  const onTheWay: { arrives: number; event: WireEvent }[] = []
  const send = (arrives: number, event: WireEvent) => {
    let i = onTheWay.length
    while (i > 0 && (onTheWay[i - 1] as { arrives: number }).arrives > arrives) i--
    onTheWay.splice(i, 0, { arrives, event })
  }
  for (const { at, event, travel } of facts) {
    while (onTheWay.length > 0 && (onTheWay[0] as { arrives: number }).arrives <= at)
      yield (onTheWay.shift() as { event: WireEvent }).event
    const delay = r && chance(r, travel === 'shaken' ? 1 : delayed) ? Math.ceil(unit(r) * mostDelay) : 0
    const again = r && chance(r, travel === 'repeated' ? 1 : repeated) ? Math.ceil(unit(r) * 60_000) : 0
    if (delay > 0) send(at + delay, event)
    else yield event
    if (again > 0) send(at + delay + again, event)
  }
  for (const { event } of onTheWay) yield event
}
