import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { compareHits } from '@mingjing/rules/hits/order.ts'
import { advance } from '../block/advance.ts'
import { emptyState } from '../block/state.ts'
import { lateness } from '../order/order.ts'

const blockEvents = 20_000

/** Hits as the worker finds them: its own dedupe, order and engine, block by block, without stores. */
export const replayByStream = (bundle: Bundle, events: readonly Event[], until: number): Hit[] => {
  const state = emptyState(bundle)
  const hits: Hit[] = []
  const block = (part: readonly Event[], clock: number) => {
    const from = state.next
    const records = part.map((event, i) => ({ kind: 'event' as const, offset: from + i, event, personal: [] }))
    const { found } = advance(state, records, {
      topic: 'replay',
      partition: 0,
      seq: state.seq + 1,
      from,
      to: from + part.length,
      clock,
      ruleSet: bundle.hash,
      answers: { wall: Number.MAX_SAFE_INTEGER, known: [] },
    })
    for (const { hit } of found) hits.push(hit)
  }
  for (let from = 0; from < events.length; from += blockEvents) block(events.slice(from, from + blockEvents), 0)
  // No event is to come: time goes on to the very moment that is asked for.
  block([], until + lateness)
  return hits.sort(compareHits)
}
