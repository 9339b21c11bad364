import { severities as ascending, type Severity } from '@mingjing/rules/language/severities.ts'
import { stages } from '@mingjing/rules/language/stages.ts'
import { issueStates } from '@mingjing/sql/issues/transitions.ts'

/** The filters of the queue as they stand in the URL; the URL is the whole state of the page. */
export const states = issueStates
export const severities: readonly Severity[] = ascending.toReversed()
export { stages }
export const orders = ['priority', 'due', 'newest', 'amount'] as const

/** What the list can be grouped by; in the URL as `group`, the groups that are open as `open`. */
export const groups = ['rule', 'branch', 'severity', 'assignee', 'due'] as const
export type Group = (typeof groups)[number]

export const groupIn = (parameters: Pick<URLSearchParams, 'get'>): Group | null =>
  groups.find((each) => each === parameters.get('group')) ?? null

/** The value of a group as it stands in the URL: `-` where there is none. */
export const valueInUrl = (value: string | null): string => value ?? '-'
export const valueFromUrl = (text: string): string | null => (text === '-' ? null : text)

/** Most issues one bulk action is about; the screen says so before. */
export const mostMatching = 50_000

/** Parameters that narrow the list; `issue` (the one being read) and `open` (groups) do not. */
export const narrowing = [
  'state',
  'severity',
  'stage',
  'class',
  'rule',
  'subject',
  'actor',
  'partner',
  'matter',
  'mine',
  'overdue',
  'snoozed',
  'q',
  'sort',
  'unit',
  'group',
  'by-hand',
] as const

/** The part of a URL that chooses the list, in one order: the key of what was loaded. */
export const listQuery = (parameters: Pick<URLSearchParams, 'getAll'>): string => {
  const kept = new URLSearchParams()
  for (const name of narrowing) for (const value of parameters.getAll(name)) kept.append(name, value)
  return kept.toString()
}
