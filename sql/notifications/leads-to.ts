import type { NotificationKind } from '../postgres/notification-tables.ts'

/** What decides where a notification leads. */
export interface Pointing {
  readonly kind: NotificationKind
  readonly issueId: string | null
  readonly ruleId: string | null
  /** Whom it names; null where it is told to whoever looks after a unit. */
  readonly personId: string | null
}

/** Pages of what is not an issue. A delegation has two: who stands in reads it at home, who is to agree among the team. */
const pages: Partial<Record<NotificationKind, (told: Pointing) => string>> = {
  delegation: ({ personId }) => (personId === null ? '/team' : '/account'),
  differs: () => '/operations',
  exemption: () => '/exemptions',
  quality: () => '/quality',
  alert: () => '/alerts',
}

/** Path of the page a notification is about, on the screen, in mails and to webhooks alike; null where it names none. */
export const leadsTo = (told: Pointing): string | null => {
  const page = pages[told.kind]
  if (page) return page(told)
  if (told.issueId !== null) return `/issues/${told.issueId}`
  return told.ruleId === null ? null : `/rules/${told.ruleId}`
}
