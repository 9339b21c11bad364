import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { waitingOffsets } from '../order/order.ts'
import type { Head, Kept } from '../stage.ts'
import { type AcrossState, emptyAcross, type Heard } from './state.ts'

/** What comes first in a snapshot of a place; rows of the engine follow. Waiting events are read again from the topic. */
export interface AcrossHead extends Head {
  readonly frontier: number
  readonly heard: readonly (readonly [from: string, heard: Heard])[]
}

export const keepAcross = (state: AcrossState): Kept<AcrossHead> => ({
  head: {
    format: 2,
    seq: state.seq,
    next: state.next,
    ruleSet: state.bundle.hash,
    waiting: waitingOffsets(state.order, () => true),
    frontier: state.order.frontier,
    heard: [...state.heard],
  },
  rows: state.engine.snapshot(),
})

/** The state of a snapshot, but for waiting events, which recovery fills in. */
export const restoreAcross = (
  { head, rows }: Kept<AcrossHead>,
  bundle: Bundle,
  place: number,
  places: number,
): AcrossState => {
  const state = emptyAcross(bundle, place, places)
  state.seq = head.seq
  state.next = head.next
  state.engine.restore(rows)
  state.order.frontier = head.frontier
  for (const [from, heard] of head.heard) state.heard.set(from, { ...heard })
  return state
}
