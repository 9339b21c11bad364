import type { Issue } from './act.ts'

const moments = new Set<string>([
  'dueAt',
  'weighAt',
  'stateAt',
  'snoozedUntil',
  'closedAt',
  'firstHitAt',
  'lastHitAt',
  'openedAt',
])

/** Values of an issue as a record of the chain holds them, moments as Date again. */
export const fromRecord = (recorded: unknown): Partial<Issue> =>
  Object.fromEntries(
    Object.entries(recorded as Record<string, unknown>).map(([name, value]) => [
      name,
      moments.has(name) && value !== null ? new Date(value as string) : value,
    ]),
  ) as Partial<Issue>
