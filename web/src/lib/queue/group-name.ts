import { m } from '#lib/paraglide/messages.js'
import { inWords } from '#lib/words/language.ts'
import { severityName } from '#lib/words/named.ts'
import type { Group } from './query.ts'
import type { QueueGroup } from './row.ts'

/** What the dimensions are called. */
export const groupingName: Record<Group, () => string> = {
  rule: m.group_rule,
  branch: m.group_branch,
  severity: m.queue_severity,
  assignee: m.column_assignee,
  due: m.group_due,
}

const due: Record<string, () => string> = {
  overdue: m.queue_overdue,
  today: m.group_due_today,
  next: m.group_due_next,
  later: m.group_due_later,
}

/** The name of a group in the reader's language; one without words shows as it is. */
export const groupName = (by: Group, { value, label }: QueueGroup, unitName: (id: string) => string): string => {
  if (value === null) return by === 'assignee' ? m.group_nobody() : m.group_due_none()
  if (label) return inWords(label)
  if (by === 'branch') return unitName(value)
  if (by === 'severity') return severityName(value)
  return by === 'due' ? (due[value]?.() ?? value) : value
}
