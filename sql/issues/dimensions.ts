import { openingAfter } from '@mingjing/rules/calendar/opening.ts'
import { arrayContains, isNull, type SQL, sql } from 'drizzle-orm'
import { bankDays } from '../bank-days/bank-days.ts'
import { issues } from '../postgres/schema.ts'

/** What a queue can be grouped by. */
export const issueGroups = [
  'state',
  'severity',
  'stage',
  'orgunit',
  'branch',
  'product',
  'assignee',
  'rule',
  'due',
] as const
export type IssueGroup = (typeof issueGroups)[number]

/** When issues are due, seen from a moment; without a time limit null. `next` is the working day after today's. */
export const dueGroups = ['overdue', 'today', 'next', 'later'] as const

/** The value of a dimension in SQL; `now` parts what is due. An issue of several rules has a row for each of them. */
export const dimension = (by: IssueGroup, now: Date): SQL => {
  switch (by) {
    case 'branch':
      return sql`split_part(${issues.orgunit}, '-', 1)`
    case 'rule':
      return sql`unnest(${issues.ruleIds})`
    case 'due':
      return dueGroup(now)
    default:
      return sql`${issues[by]}`
  }
}

/** The issues of one group. */
export const ofGroup = (by: IssueGroup, value: string | null, now: Date): SQL => {
  if (by === 'rule') return value === null ? sql`false` : arrayContains(issues.ruleIds, [value])
  if (value === null) return isNull(dimension(by, now))
  return sql`${dimension(by, now)} = ${value}`
}

const dueGroup = (now: Date): SQL => {
  const calendar = bankDays()
  const after = (n: number): string => new Date(openingAfter(calendar, now.getTime(), n) ?? now).toISOString()
  // What is due before tomorrow's opening is today's work.
  const [tomorrow, dayAfter] = [after(1), after(2)]
  return sql`case when ${issues.dueAt} is null then null
    when ${issues.dueAt} < ${now.toISOString()}::timestamptz then 'overdue'
    when ${issues.dueAt} < ${tomorrow}::timestamptz then 'today'
    when ${issues.dueAt} < ${dayAfter}::timestamptz then 'next'
    else 'later' end`
}
