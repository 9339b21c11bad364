import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { usualBudget } from '@mingjing/rules/engine/budget.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import { type Part, whole } from '@mingjing/rules/engine/part.ts'
import { createSeen, type Seen } from '../dedupe/seen.ts'
import { createMilestones, type Milestones } from '../milestones/milestones.ts'
import { createOrder, type Order } from '../order/order.ts'
import type { Standing } from '../stage.ts'

/** All that decides what becomes of the next record of a partition, besides the record, the plan and the bundle. */
export interface State extends Standing {
  readonly seen: Seen
  readonly order: Order
  readonly milestones: Milestones
}

export const emptyState = (bundle: Bundle, part: Part = whole): State => ({
  seq: 0,
  next: 0,
  bundle,
  part,
  engine: createEngine(bundle, usualBudget, part),
  seen: createSeen(),
  order: createOrder(),
  milestones: createMilestones(),
})
