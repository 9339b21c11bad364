import type { NotificationKind } from '@mingjing/sql/postgres/notification-tables.ts'

export type { NotificationKind }

/** A notification as a page shows it. */
export interface NotificationView {
  id: string
  kind: NotificationKind
  severity: string
  issueId: string | null
  ruleId: string | null
  subject: string | null
  orgunit: string
  title: { zh: string; en: string }
  /** Whom it was meant for, where the reader stands in for them. */
  standingInFor: { zh: string; en: string } | null
  /** The page it is about; null where it names none. */
  path: string | null
  /** Epoch ms. */
  at: number
  read: boolean
}

/** Kinds in the order the filter offers them: what wants an answer first. */
export const kinds = [
  'order',
  'send-back',
  'assigned',
  'escalated',
  'urge',
  'remind',
  'delegation',
  'differs',
  'exemption',
  'quality',
  'alert',
] as const satisfies readonly NotificationKind[]

export const isKind = (text: string): text is NotificationKind => (kinds as readonly string[]).includes(text)
