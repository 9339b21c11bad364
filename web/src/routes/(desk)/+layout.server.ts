import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { yearsInForce } from '@mingjing/sql/bank-days/bank-days.ts'
import { inboxState } from '@mingjing/sql/notifications/inbox.ts'
import { unitsUnder } from '@mingjing/sql/queries/organisation.ts'
import { viewsOf } from '@mingjing/sql/views/list.ts'
import { access, offers } from '#lib/server/guard/access.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
  depends('desk:views')
  const person = allowed(locals)
  // With whom one stood in for whom is the server's to judge by.
  const { standsInFor: _, delegates: __, pairings: ___, ...shown } = person
  const runtime = await theRuntime()
  const [units, reach, views, inbox] = await Promise.all([
    unitsUnder(runtime.postgres.db, person.orgunit),
    // The freshness line must not take the page down with it when ClickHouse is away.
    reachOf(runtime).catch(() => ({ watermark: null, lagMs: null, seeding: runtime.seeding() })),
    offers('/api/views', person.role) ? viewsOf(runtime.postgres.db, scopeOf(person), 'issues') : [],
    inboxState(runtime.postgres.db, scopeOf(person)),
  ])
  return {
    person: shown,
    units,
    views,
    unit: unitOf(person, url),
    reach,
    inbox,
    bankYears: yearsInForce(),
    theme: locals.theme,
    direction: locals.direction,
    mayExempt: may(scopeOf(person), 'exemptions:propose'),
    offered: Object.keys(access).filter((routeId) => offers(routeId, person.role)),
  }
}
