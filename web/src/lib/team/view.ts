import type { ReasonAgainst } from '@mingjing/sql/assignment/decide.ts'
import type { Words } from '#lib/issue/view.ts'
import type { QueueRow } from '#lib/queue/row.ts'

/** An issue on the board. Only what is not begun can be moved. */
export interface BoardIssue extends QueueRow {
  points: number
  movable: boolean
}

export interface MemberView extends Words {
  id: string
  role: string
  orgunit: string
  /** Null is every one. */
  stages: readonly string[] | null
  classes: readonly string[] | null
  capacity: number
  load: number
  absent: boolean
  /** Whether issues come to them by themselves. */
  asked: boolean
  issues: BoardIssue[]
}

export interface WaitingView extends BoardIssue {
  automatic: boolean
  /** How many could have it now. */
  able: number
  against: { reason: ReasonAgainst; people: number }[]
}

export interface AbsenceView {
  id: number
  personId: string
  person: Words
  /** Epoch ms; the end is the first moment of being back. */
  startsAt: number
  endsAt: number
  delegate: string | null
  delegateName: Words | null
  delegation: 'proposed' | 'approved' | 'refused' | null
  own: boolean
  mayEnd: boolean
  mayDecide: boolean
}

export interface MoveView {
  issue: string
  title: Words
  subject: string
  version: number
  from: Words
  to: Words & { id: string }
}
