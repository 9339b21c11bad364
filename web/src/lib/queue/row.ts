/** An issue as a row of the queue. Moments are epoch milliseconds, money whole fen. */
export interface QueueRow {
  id: string
  titleZh: string
  titleEn: string
  subject: string
  severity: string
  state: string
  stage: string
  class: string
  orgunit: string
  product: string | null
  amount: number | null
  hits: number
  openedAt: number
  dueAt: number | null
  assignee: string | null
  assigneeZh: string | null
  assigneeEn: string | null
  escalated: number
  /** When it comes back to the queue; null when nobody put it off. */
  snoozedUntil: number | null
  version: number
  /** Where it came from when a person opened it; null when hits did. */
  source: string | null
}

/** A group of the queue; counts and amount (fen) are of all that match. */
export interface QueueGroup {
  value: string | null
  /** Its name, where the page has no words of its own for the value. */
  label: { zh: string; en: string } | null
  issues: number
  amount: number
  /** Its first rows; null while it is closed. */
  page: QueuePage | null
}

export interface QueuePage {
  rows: QueueRow[]
  next: string | null
}
