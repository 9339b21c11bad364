import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { inboxState } from '@mingjing/sql/notifications/inbox.ts'
import { unitsUnder } from '@mingjing/sql/queries/organisation.ts'
import { access, offers } from '#lib/server/guard/access.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const [units, reach, inbox] = await Promise.all([
    unitsUnder(runtime.postgres.db, person.orgunit),
    // The freshness line must not take the page down with it when ClickHouse is away.
    reachOf(runtime).catch(() => ({ watermark: null, lagMs: null, seeding: runtime.seeding() })),
    inboxState(runtime.postgres.db, scopeOf(person)),
  ])
  return {
    person,
    units,
    unit: unitOf(person, url),
    reach,
    inbox,
    theme: locals.theme,
    direction: locals.direction,
    offered: Object.keys(access).filter((routeId) => offers(routeId, person.role)),
  }
}
