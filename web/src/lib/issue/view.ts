import type { ReasonAgainst } from '@mingjing/sql/assignment/decide.ts'
import type { PriorityTerms } from '@mingjing/sql/issues/priority.ts'
import type { QueueRow } from '#lib/queue/row.ts'

export interface Words {
  zh: string
  en: string
}

/** A value with what it takes to write it: its kind, unit and name. */
export interface ShownValue {
  name: string
  label: Words
  kind: 'int' | 'fen' | 'double' | 'bool' | 'text' | 'code' | 'moment'
  unit: string | null
  value: number | string | boolean | null
}

export interface EvidenceView {
  ref: string
  type: string
  title: Words
  time: number
  orgunit: string
  actor: string | null
  values: ShownValue[]
}

export interface RuleView {
  id: string
  version: number
  title: Words
  explanation: Words
  risk: Words
  check: Words
  rectify: Words
  basis: { clause: string; from?: string; to?: string }[] | 'bank policy'
  owner: string
  /** The condition as written, for those who read expressions; what is asked of a flow in sentences. */
  condition: Words | null
}

export interface HitView {
  hitId: string
  ruleId: string
  rule: RuleView | null
  step: string
  severity: string
  at: number
  key: string
  amount: number | null
  trigger: string
  evidence: string[]
  values: ShownValue[]
  parameters: ShownValue[]
  withdrawnAt: number | null
}

export interface HistoryView {
  seq: number
  at: number
  personId: string
  person: Words | null
  kind: string
  from: string | null
  to: string | null
  /** What the person wrote. */
  text: string | null
  /** Whom it was given to. */
  given: Words | null
  /** Whom the person stood in for. */
  standingInFor: Words | null
  /** Why it was assigned by itself, or taken back. */
  reason: ReasonView | null
  /** The merged issue it was done on. */
  of: Words | null
}

export type ActionName =
  | 'assign'
  | 'confirm'
  | 'dismiss'
  | 'order'
  | 'answer'
  | 'verify'
  | 'close'
  | 'comment'
  | 'send-back'
  | 'reopen'
  | 'escalate'
  | 'snooze'
  | 'wake'
  | 'attach'
  | 'merge'
  | 'split'
  | 'split-back'

export interface ActionView {
  name: ActionName
  /** Why it is not this person's to do now; null when it is. */
  refusal: Words | null
}

export interface Candidate extends Words {
  id: string
  orgunit: string
}

export interface AttachmentView {
  id: string
  name: string
  type: string
  bytes: number
  sha256: string
  purpose: 'evidence' | 'answer'
  by: Words
  at: number
}

export type ReasonView =
  | {
      kind: 'assigned'
      points: number
      /** Who could have had it, the one who got it first. */
      able: { name: Words; load: number; capacity: number }[]
      against: { reason: ReasonAgainst; names: Words[] }[]
    }
  /** Of somebody away until then, or, where it is null, of an account that was closed. */
  | { kind: 'handed-back'; name: Words; until: number | null }

/** The suspicious-transaction reports of an issue. */
export interface ReportsView {
  mayDraft: boolean
  reports: {
    id: number
    state: string
    urgency: string
    parts: Record<'suspicion' | 'grounds' | 'measures' | 'conclusion', string>
    draftedBy: Words
    draftedAt: number
    decidedBy: Words | null
    decidedAt: number | null
    note: string | null
    sha256: string | null
    bytes: number | null
    /** Whether the reader may take the file out. */
    mayRead: boolean
    /** What the reader may do with it now. */
    steps: string[]
  }[]
}

/** Everything the issue page shows. */
export interface IssueView {
  row: QueueRow
  /** 0 … 100, and the points each thing gives. */
  priority: { points: number; actorRisk: number; terms: PriorityTerms }
  stateAt: number
  /** What the person who opened it by hand wrote. */
  account: string | null
  withdrawn: number
  actors: { id: string; name: Words | null }[]
  /** Whom the reader would act for on it. */
  standingInFor: Words | null
  /** Why nobody gets it by itself, where that is so: reasons and how many people each keeps from it. */
  nobody: { reason: ReasonAgainst; people: number }[] | null
  order: string | null
  answer: string | null
  answerer: Words | null
  dismissReason: string | null
  accountability: string | null
  recovered: number | null
  /** Null where the issue is of another class, or there is nothing to show or do. */
  reports: ReportsView | null
  /** The reader is to judge the first decision anew: its reasons are left out. */
  blind: boolean
  /** Holds that keep records of it, as far as the reader may know of them. */
  holds: { id: number; reference: string }[]
  /** Whether the reader may place one. */
  mayHold: boolean
  /** The newest exemption asked for of the issue itself. */
  exemption: { id: number; state: string; until: number } | null
  hits: HitView[]
  evidence: EvidenceView[]
  history: HistoryView[]
  /** The confirmed issue it repeats, one level graver for it; without an id where the reader may not see that one. */
  repeatOf: { id: string | null } | null
  ruleGroup: string
  /** The same in the 90 days before, by whom or where. */
  repeats: { by: 'person' | 'partner' | 'outlet'; value: string; name: Words | null; issues: number; founded: number }[]
  siblings: QueueRow[]
  /** Issues merged into this one. */
  merged: QueueRow[]
  /** What this one was merged into, where the reader may see it. */
  leading: QueueRow | null
  attachments: AttachmentView[]
  actions: ActionView[]
  assignees: Candidate[]
  answerers: Candidate[]
}
