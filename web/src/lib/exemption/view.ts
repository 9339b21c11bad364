import type { ExemptionKind, ExemptionState } from '@mingjing/sql/postgres/exemption-tables.ts'

interface Words {
  zh: string
  en: string
}
type Somebody = Words & { id: string }

/** An exemption as the page and the HTTP face show it. Moments are epoch ms, money is fen. */
export interface ExemptionView {
  id: number
  kind: ExemptionKind
  state: ExemptionState
  /** The rules, with their titles where they are still in force. */
  rules: ({ id: string } & Words)[]
  /** The subject, partner, outlet or person; of an issue its title. */
  target: Words | null
  issueId: string | null
  orgunit: string
  reason: string
  evidence: string
  proposedBy: Somebody
  proposedAt: number
  decidedBy: Somebody | null
  decidedAt: number | null
  note: string | null
  since: number | null
  until: number
  endedAt: number | null
  endedBy: Somebody | null
  endReason: string | null
  takenBack: boolean
  /** What it has kept from opening so far. */
  hits: number
  amount: number
  /** Why the reader may not do it, or null when they may. */
  barred: Record<ExemptionStep, Words | null>
}

export type ExemptionStep = 'approve' | 'refuse' | 'withdraw' | 'end' | 'take-back'

export interface ExemptHitView {
  hitId: string
  ruleId: string
  title: Words
  subject: string
  orgunit: string
  amount: number | null
  at: number
  withdrawn: boolean
  released: boolean
}
