import { systemScope } from '@mingjing/sql/access/scope.ts'
import { countIssues } from '@mingjing/sql/issues/queue.ts'
import { workerTotals } from '@mingjing/sql/queries/engine-room.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { sharedFor } from '#lib/server/shared-for.ts'
import type { RequestHandler } from './$types'

const health = async () => {
  const runtime = await theRuntime()
  const [totals, issues, reach] = await Promise.all([
    workerTotals(runtime.clickhouse),
    countIssues(runtime.postgres.db, systemScope, {}),
    reachOf(runtime),
  ])
  const worker = runtime.workerStatus()
  return {
    status: worker?.state === 'failed' ? 'failing' : 'ok',
    mode: runtime.mode,
    events: totals.events,
    hits: totals.hits,
    issues,
    lag: reach.lagMs,
    watermark: reach.watermark === null ? null : new Date(reach.watermark).toISOString(),
    seeding: reach.seeding ? { ...reach.seeding } : false,
    worker: worker?.state ?? null,
  }
}

/** Everybody may ask, so asking more often than this costs nothing more. */
const shared = sharedFor(500, health)
const unknown = { status: 'failing', events: null, hits: null, issues: null, lag: null, seeding: false }

/** Whether this installation does its work, for load balancers and scripts. Counts only, nothing of their content. */
export const GET: RequestHandler = async () => {
  const found = await shared().catch(() => unknown)
  return Response.json(found, {
    status: found.status === 'ok' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  })
}
