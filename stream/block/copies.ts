import type { Event } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import type { Block, Found } from './block.ts'

/** The events of a hit's evidence that passed through the block: an issue keeps a copy of them. */
export const copiesOf = (block: Block, found: readonly Found[]): ((hit: Hit) => Event[]) => {
  const wanted = new Set(found.flatMap(({ hit }) => hit.evidence))
  if (wanted.size === 0) return () => []
  const atHand = new Map<string, Event>()
  const look = (event: Event) => {
    const name = eventRef(event)
    if (wanted.has(name)) atHand.set(name, event)
  }
  for (const { event } of block.accepted) look(event)
  for (const event of block.released) look(event)
  return (hit) => hit.evidence.flatMap((name) => atHand.get(name) ?? [])
}
