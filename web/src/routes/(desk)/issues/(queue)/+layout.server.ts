import { identities, scopeOf } from '@mingjing/sql/access/scope.ts'
import { countIssues } from '@mingjing/sql/issues/queue.ts'
import { groupIn, listQuery, narrowing } from '#lib/queue/query.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { queueGroups } from '#lib/server/issue/groups.ts'
import { queueRequest } from '#lib/server/issue/request.ts'
import { queuePage } from '#lib/server/issue/rows.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { LayoutServerLoad } from './$types'

/**
 * The list. A layout, so that opening an issue (another parameter of the same URL) loads the issue only: SvelteKit runs
 * this again only when a parameter read here has changed.
 */
export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
  depends('queue:list')
  const person = allowed(locals)
  const scope = scopeOf(person)
  const { db } = (await theRuntime()).postgres
  const chosen = new URLSearchParams()
  for (const name of narrowing) for (const value of url.searchParams.getAll(name)) chosen.append(name, value)
  const now = new Date()
  const request = queueRequest(chosen, identities(scope), now)
  const by = groupIn(chosen)
  const open = url.searchParams.has('open') ? url.searchParams.getAll('open') : undefined
  const asleep = { ...request.filter, awakeAt: undefined, asleepAt: now }
  const [groups, page, total, sleeping] = await Promise.all([
    by && queueGroups(db, scope, request, by, { open, now }),
    by ? { rows: [], next: null } : queuePage(db, scope, request, null),
    countIssues(db, scope, request.filter),
    countIssues(db, scope, asleep),
  ])
  return { list: { key: listQuery(chosen), groups, page, total, asleep: sleeping, loadedAt: now.getTime() } }
}
