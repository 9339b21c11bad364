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
  /**
   * After a pause it is `open` or `reminded` again, with the due time put off. Started anew it is `restarted`, which is
   * no answer, or `met`, late, if it had been breached.
   */
  readonly state: 'open' | 'reminded' | 'paused' | 'breached' | 'restarted' | 'met'
  /** `remind-1` … or `breach`; null where an event changed it. */
  readonly step: string | null
  /** When it changed: due time of the step, or time of the event (after `dueAt` when it met it late). */
  readonly at: number
}

const rank = { open: 0, reminded: 1, paused: 2, breached: 3, restarted: 4, met: 5 } as const

/** Order of changes: at, rule, key, trigger, then state and step. */
export const compareChanges = (a: DeadlineChange, b: DeadlineChange): number =>
  a.at - b.at ||
  compareText(a.ruleId, b.ruleId) ||
  compareText(a.key, b.key) ||
  compareText(a.triggerId, b.triggerId) ||
  rank[a.state] - rank[b.state] ||
  compareText(a.step ?? '', b.step ?? '')
