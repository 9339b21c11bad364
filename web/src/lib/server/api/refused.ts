import type { ChangeRefusal } from '@mingjing/sql/changes/refusal.ts'
import type { ExemptionRefusal } from '@mingjing/sql/exemptions/refusal.ts'
import type { HoldRefusal } from '@mingjing/sql/holds/refusal.ts'
import type { ReportRefusal } from '@mingjing/sql/suspicious/refusal.ts'

type Refused = ChangeRefusal | ExemptionRefusal | HoldRefusal | ReportRefusal

/** Of codes that do not say that something is wrong with what was asked for. */
const statuses: Partial<Record<Refused['code'], 403 | 404 | 409>> = {
  'not-found': 404,
  'no-issue': 404,
  'not-permitted': 403,
  'not-yours': 403,
  // The four eyes.
  own: 409,
  'standing-in': 409,
  concerned: 409,
  'not-proposer': 409,
  'not-drafter': 409,
  // The state it is in.
  over: 409,
  overtaken: 409,
  same: 409,
  standing: 409,
  'open-draft': 409,
  'wrong-state': 409,
  'wrong-class': 409,
  'newer-episode': 409,
}

/** A refusal over HTTP: 404 unknown, 403 not permitted, 409 the state or the four eyes, 422 what was asked for. */
export const refusalAnswer = ({ kind: _, code, ...said }: Refused): Response =>
  Response.json({ refused: code, ...said }, { status: statuses[code] ?? 422 })
