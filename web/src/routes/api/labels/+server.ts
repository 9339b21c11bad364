import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import { exportLabels } from '@mingjing/sql/labels/export.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { askedOf } from '#lib/server/marketing/asked.ts'
import { labelsCsv } from '#lib/server/marketing/labels.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { RequestHandler } from './$types'

/** What the marketing page shows, with its filters, as labels in CSV. A POST, because it goes on record. */
export const POST: RequestHandler = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const now = Date.now()
  const asOf = (await reachOf(runtime)).watermark ?? now
  const asked = askedOf(url.searchParams, dayOf(asOf))
  const unit = unitOf(person, url)
  const list = await exportLabels({ db: runtime.postgres.db, clickhouse: runtime.clickhouse }, scopeOf(person), {
    period: asked.period,
    window: asked.window,
    filters: { ...asked.filters, orgunit: unit },
    now,
    asOf,
  })
  if (list === null) return Response.json({ error: 'not permitted' }, { status: 403 })
  return new Response(labelsCsv(list, { asked, unit, personId: person.id, now, asOf }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="labels-${asked.period.from}-${asked.window}d.csv"`,
    },
  })
}
