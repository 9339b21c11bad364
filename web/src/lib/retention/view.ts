import type { HoldKind } from '@mingjing/sql/postgres/retention-tables.ts'
import type { Since } from '@mingjing/sql/retention/kinds.ts'
import type { Somebody, Words } from '#lib/change/view.ts'

/** A hold as pages show it. Moments are epoch ms. */
export interface HoldView {
  id: number
  kind: HoldKind
  value: string
  orgunit: string
  reason: string
  reference: string
  placedBy: Somebody
  placedAt: number
  liftedBy: Somebody | null
  liftedAt: number | null
  liftReason: string | null
  /** Why the reader may not lift it, or null when they may. */
  barred: Words | null
}

/** A kind of record in the register. */
export interface LineView extends Words {
  id: string
  months: number
  least: number
  basis: Words | null
  since: Since
  deleted: number | null
  kept: number | null
  next: number | null
}
