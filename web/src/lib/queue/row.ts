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
  version: number
}

export interface QueuePage {
  rows: QueueRow[]
  next: string | null
}
