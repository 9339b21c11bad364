import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { createEngine, type Engine } from '@mingjing/rules/engine/engine.ts'
import { createSeen, type Seen } from '../dedupe/seen.ts'
import { createMilestones, type Milestones } from '../milestones/milestones.ts'
import { createOrder, type Order } from '../order/order.ts'

/** All that decides what becomes of the next record of a partition, besides the record, the plan and the bundle. */
export interface State {
  /** Number of the last block in it, 0 before the first. */
  seq: number
  /** Offset of the next record. */
  next: number
  bundle: Bundle
  engine: Engine
  readonly seen: Seen
  readonly order: Order
  readonly milestones: Milestones
}

export const emptyState = (bundle: Bundle): State => ({
  seq: 0,
  next: 0,
  bundle,
  engine: createEngine(bundle),
  seen: createSeen(),
  order: createOrder(),
  milestones: createMilestones(),
})
