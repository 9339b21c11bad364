import { compareText } from '../hits/order.ts'

/** A step in the life of one deadline, for the `deadlines` table. Moments are epoch milliseconds. */
export interface DeadlineChange {
  readonly ruleId: string
  readonly ruleVersion: number
  readonly key: string
  readonly subject: string
  readonly orgunit: string
  readonly product: string | null
  readonly actor: string | null
  readonly triggerId: string
  readonly openedAt: number
  readonly dueAt: number
  readonly state: 'open' | 'reminded' | 'met' | 'breached'
  /** `remind-1` … or `breach`; null for `open` and `met`. */
  readonly step: string | null
  /** When it changed: opening, due time of the step, or time of the event that met it (after `dueAt` when late). */
  readonly at: number
}

const rank = { open: 0, reminded: 1, breached: 2, met: 3 } as const

/** Order of changes: at, rule, key, trigger, then state and step. */
export const compareChanges = (a: DeadlineChange, b: DeadlineChange): number =>
  a.at - b.at ||
  compareText(a.ruleId, b.ruleId) ||
  compareText(a.key, b.key) ||
  compareText(a.triggerId, b.triggerId) ||
  rank[a.state] - rank[b.state] ||
  compareText(a.step ?? '', b.step ?? '')
