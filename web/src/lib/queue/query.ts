/** The filters of the queue as they stand in the URL; the URL is the whole state of the page. */
export const states = [
  'open',
  'assigned',
  'confirmed',
  'rectification-ordered',
  'answered',
  'verified',
  'dismissed',
  'closed',
] as const
export const severities = ['critical', 'high', 'medium', 'low'] as const
export const stages = [
  'issuance',
  'limit',
  'instalment',
  'disbursement',
  'timeliness',
  'post-loan',
  'transaction',
  'transfer',
  'marketing',
  'consent',
  'branch',
  'model',
] as const
export const orders = ['priority', 'due', 'newest', 'amount'] as const

/** Parameters that narrow the list; `issue` (the one being read) does not. */
export const narrowing = [
  'state',
  'severity',
  'stage',
  'class',
  'rule',
  'subject',
  'actor',
  'mine',
  'overdue',
  'snoozed',
  'q',
  'sort',
  'unit',
] as const

/** The part of a URL that chooses the list, in one order: the key of what was loaded. */
export const listQuery = (parameters: Pick<URLSearchParams, 'getAll'>): string => {
  const kept = new URLSearchParams()
  for (const name of narrowing) for (const value of parameters.getAll(name)) kept.append(name, value)
  return kept.toString()
}
