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
}

export interface QueuePage {
  rows: QueueRow[]
  next: string | null
}
