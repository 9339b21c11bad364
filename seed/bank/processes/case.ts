import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import type { Customer } from '../customers.ts'
import type { Partner } from '../partners.ts'
import type { Terms } from '../products.ts'
import type { Random } from '../random.ts'
import type { Person, Population } from '../staff.ts'
import type { World } from '../world.ts'
import type { Pace } from './pace.ts'

/** What a planted case or a near miss does differently from an ordinary one. */
export interface Twist {
  submitted?: Partial<EventData<'application.submitted'>>
  identity?: Partial<EventData<'identity.verified'>>
  investigation?: Partial<EventData<'investigation.completed'>>
  decided?: Partial<EventData<'approval.decided'>>
  made?: Partial<EventData<'disbursement.made'>>
  /** The decision is taken by people however eligible the case is for the instant one; `instant` the other way round. */
  mode?: 'instant' | 'manual'
  decision?: 'approved' | 'declined'
  approver?: Person
  manager?: Person
  /** The application is handed in at this instant, whenever the estimates were made. */
  submitAt?: number
  /** The money is paid at this instant. */
  madeAt?: number
  /** The decision falls at this instant instead of when the pile is done. */
  decideAt?: number
  /** The one who approves has reviewed or pays out as well. */
  approverAlso?: 'reviews' | 'returns' | 'disburses'
  /** What the second scan found before it was clear, or that there was none. */
  scan?: 'none' | 'blocked' | 'changed'
  /** What takes too long, and how much working time it takes. */
  late?: Partial<Record<'investigation' | 'review' | 'decision' | 'disbursement', number>>
  /** Extra estimates before the application. */
  estimates?: number[]
}

export interface Request extends Terms {
  subject: string
  at: number
  customer: Customer
  population: Population
  outlet: string
  partner: Partner | null
  pace: Pace
  twist: Twist
}

/** What became of an application, for the truth file. */
export interface Life {
  estimatedAt: number[]
  submittedAt: number
  identifiedAt: number
  investigationStartedAt: number | null
  investigatedAt: number | null
  reviewAssignedAt: number | null
  decidedAt: number | null
  approver: string | null
  amount: number
  madeAt: number | null
}

export interface Team {
  manager: Person
  investigator: Person
  reviewers: readonly Person[]
  disburser: Person
}

/** What the steps of one case share while it is told. */
export interface Story {
  world: World
  r: Random
  request: Request
  team: Team
  life: Life
  common: { product: Terms['product']; channel: Terms['channel']; customer: string }
}
