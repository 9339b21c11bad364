import type { Calendar } from '@mingjing/rules/calendar/compile.ts'
import { addWorking, type WorkingSpan } from '@mingjing/rules/calendar/working.ts'
import { bankDays } from '../bank-days/bank-days.ts'
import type { IssueSeverity, IssueState } from '../postgres/schema.ts'

const hours = (n: number): WorkingSpan => ({ workingMs: n * 3_600_000 })
const days = (n: number): WorkingSpan => ({ workdays: n })

/** Working time an issue may stay in a state; states that are over have none. Bank policy, the installation's default. */
export const limits: Readonly<Partial<Record<IssueState, Readonly<Record<IssueSeverity, WorkingSpan>>>>> = {
  open: { critical: hours(1), high: hours(4), medium: days(1), low: days(2) },
  assigned: { critical: hours(4), high: days(1), medium: days(2), low: days(3) },
  confirmed: { critical: hours(4), high: days(1), medium: days(1), low: days(2) },
  'rectification-ordered': { critical: days(2), high: days(3), medium: days(5), low: days(10) },
  answered: { critical: hours(4), high: days(1), medium: days(2), low: days(3) },
  verified: { critical: hours(4), high: days(1), medium: days(2), low: days(3) },
}

/** When an issue that enters `state` at `at` is overdue, or null where it is over. */
export const dueAt = (
  state: IssueState,
  severity: IssueSeverity,
  at: Date,
  calendar: Calendar = bankDays(),
): Date | null => {
  const span = limits[state]?.[severity]
  if (span === undefined) return null
  const due = addWorking(calendar, at.getTime(), span)
  return due === null ? null : new Date(due)
}
