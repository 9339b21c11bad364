import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareEvents, compareHits } from '../hits/order.ts'
import { createEngine } from './engine.ts'

/** Sorted events in groups of one millisecond, as {@link Engine.observe} takes them. */
export function* byMillisecond(events: readonly Event[]): Generator<Event[]> {
  let start = 0
  for (let i = 1; i <= events.length; i++) {
    if (i < events.length && events[i]!.time === events[start]!.time) continue
    yield events.slice(start, i)
    start = i
  }
}

/** Every hit of a bundle on a finished set of events, judged up to and including `until` (epoch ms), by the engine. */
export const evaluateEngine = (bundle: Bundle, events: readonly Event[], until: number): Hit[] => {
  const engine = createEngine(bundle)
  const hits: Hit[] = []
  const ordered = events.filter((event) => event.time <= until).sort(compareEvents)
  for (const group of byMillisecond(ordered)) {
    for (const event of group) hits.push(...engine.match(event))
    hits.push(...engine.observe(group).hits)
  }
  hits.push(...engine.due(until).hits)
  return hits.sort(compareHits)
}
