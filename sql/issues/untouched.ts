/** What nobody has done yet on an issue that has just been opened. */
export const untouched = {
  assignee: null,
  confirmedBy: null,
  orderedBy: null,
  answerer: null,
  answeredBy: null,
  verifiedBy: null,
  closedBy: null,
  dismissReason: null,
  order: null,
  answer: null,
  accountability: null,
  recovered: null,
  snoozedUntil: null,
  escalated: 0,
  closedAt: null,
  version: 1,
} as const
