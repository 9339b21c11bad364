import { contains } from '@mingjing/rules/events/orgunit.ts'
import { eventRef } from '@mingjing/rules/hits/id.ts'
import { classes } from '@mingjing/rules/language/classes.ts'
import type { IssueHit } from '../issues/hit.ts'
import { issueKey } from '../issues/key.ts'
import type { exemptions } from '../postgres/schema.ts'

export type Exemption = typeof exemptions.$inferSelect

/**
 * Whether an exemption keeps a hit from opening an issue in a block of this clock (epoch ms). Only the hit, the clock and
 * what was fixed when it was approved or ended are asked: a block done again gives the same answer, whenever that is.
 */
export const covers = (exemption: Exemption, hit: IssueHit, clock: number): boolean => {
  const at = Date.parse(hit.at)
  return (
    holdsAt(exemption, at, clock) &&
    exemption.rules.includes(hit.ruleId) &&
    contains(exemption.orgunit, hit.orgunit) &&
    classes.indexOf(hit.class) <= classes.indexOf(exemption.class) &&
    isFor(exemption, hit)
  )
}

/** Whether it holds for a moment (epoch ms), as a block of this clock knows. */
const holdsAt = ({ state, since, until, endedAt }: Exemption, at: number, clock: number): boolean => {
  if ((state !== 'approved' && state !== 'ended') || since === null) return false
  // A block planned before it was approved, or ended, does not know of that, also when it is done again afterwards.
  if (clock < since.getTime()) return false
  const end = endedAt !== null && clock >= endedAt.getTime() ? endedAt : until
  return at >= since.getTime() && at < end.getTime()
}

const isFor = ({ kind, value, keys }: Exemption, hit: IssueHit): boolean => {
  switch (kind) {
    case 'rule':
      return true
    case 'subject':
      return hit.subject === value
    case 'staff':
      return hit.actor === value
    case 'outlet':
      return contains(value, hit.orgunit)
    case 'partner':
      return hit.copies.some((event) => eventRef(event) === hit.triggerId && event.data.partner === value)
    case 'issue':
      return keys.includes(issueKey(hit.subject, hit.ruleGroup))
  }
}
