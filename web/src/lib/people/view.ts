import type { Role } from '@mingjing/sql/postgres/schema.ts'
import type { StaffStanding, StaffWish } from '@mingjing/sql/staffing/wish.ts'

export interface Words {
  zh: string
  en: string
}

/** What was asked for somebody, as the page shows it. */
export interface WishView {
  id: number
  person: Words & { id: string }
  wish: StaffWish
  before: StaffStanding | null
  state: string
  reason: string
  note: string | null
  proposedBy: Words
  proposedAt: Date
  /** Null while it waits; the installation where a bank begins. */
  decidedBy: Words | null
  decidedAt: Date | null
  /** Why the reader may not, or null when they may. */
  barred: { approve: Words | null; withdraw: Words | null }
}

/** What came of a form of the page. */
export interface PeopleAnswer {
  refused?: Words
  /** Which form it was. */
  done?: string
  /** A first password or a token: told this once. */
  secret?: { of: 'password' | 'token'; for: string; text: string } | null
}

export interface WhereTo {
  role: Role
  orgunit: string
}
