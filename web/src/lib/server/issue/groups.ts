import type { Scope } from '@mingjing/sql/access/scope.ts'
import { dueGroups, type IssueGroup } from '@mingjing/sql/issues/dimensions.ts'
import { type GroupCount, groupIssues } from '@mingjing/sql/issues/queue.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import type { Words } from '#lib/issue/view.ts'
import { severities, valueInUrl } from '#lib/queue/query.ts'
import type { QueueGroup } from '#lib/queue/row.ts'
import type { QueueRequest } from './request.ts'
import { queuePage } from './rows.ts'

/** Groups whose rows are loaded with the page; each is a query of its own. */
const mostOpen = 12

/**
 * The groups of a queue with the counts of all that match, and the first rows of those that are open. `open` are values
 * as they stand in the URL; undefined opens the first.
 */
export const queueGroups = async (
  db: Db,
  scope: Scope,
  request: QueueRequest,
  by: IssueGroup,
  { open, now }: { open: readonly string[] | undefined; now: Date },
): Promise<QueueGroup[]> => {
  const counts = inTheirOrder(by, await groupIssues(db, scope, request.filter, by, now))
  const opened = new Set((open ?? counts.slice(0, 1).map(({ value }) => valueInUrl(value))).slice(0, mostOpen))
  const labels = await labelsOf(db, by, counts)
  return Promise.all(
    counts.map(async ({ value, issues, amount }): Promise<QueueGroup> => {
      const filter = { ...request.filter, within: { by, value, now } }
      const isOpen = opened.has(valueInUrl(value))
      return {
        value,
        label: labels.get(value ?? '') ?? null,
        issues,
        amount,
        page: isOpen ? await queuePage(db, scope, { ...request, filter }, null) : null,
      }
    }),
  )
}

const orders: Partial<Record<IssueGroup, readonly string[]>> = { severity: severities, due: dueGroups }

/** Those with an order of their own by it, the others as counted, largest first; nothing comes last. */
const inTheirOrder = (by: IssueGroup, counts: readonly GroupCount[]): GroupCount[] => {
  const order = orders[by]
  const rank = ({ value }: GroupCount): number =>
    value === null ? Number.MAX_SAFE_INTEGER : (order?.indexOf(value) ?? 0)
  return counts.toSorted((a, b) => rank(a) - rank(b))
}

/** Words for values that only the stores know; the others have words of their own on the page. */
const labelsOf = async (db: Db, by: IssueGroup, counts: readonly GroupCount[]): Promise<Map<string, Words>> => {
  const values = counts.flatMap(({ value }) => value ?? [])
  if (by === 'assignee') return new Map((await staffNames(db, values)).map(({ id, zh, en }) => [id, { zh, en }]))
  if (by !== 'rule') return new Map()
  const rules = (await currentBundle(db))?.rules ?? []
  return new Map(rules.map(({ id, title }) => [id, title]))
}
