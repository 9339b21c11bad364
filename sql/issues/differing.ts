import { isDeepStrictEqual } from 'node:util'
import { getTableColumns } from 'drizzle-orm'
import { issues } from '../postgres/schema.ts'
import type { Issue } from './act.ts'

const fields = Object.keys(getTableColumns(issues)) as (keyof Issue)[]

/** The fields that are not the same in both; what a change did not touch is the very same value. */
export const changedFields = (before: Issue, after: Issue): (keyof Issue)[] => {
  const changed: (keyof Issue)[] = []
  for (const field of fields) if (!isDeepStrictEqual(before[field], after[field])) changed.push(field)
  return changed
}

/** The old values of what changed, as JSON: what an undo puts back. */
export const differing = (before: Issue, after: Issue): Record<string, unknown> => {
  const old: Record<string, unknown> = {}
  for (const field of changedFields(before, after)) if (field !== 'version') old[field] = before[field]
  return JSON.parse(JSON.stringify(old)) as Record<string, unknown>
}
