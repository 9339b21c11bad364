import { systemScope } from '@mingjing/sql/access/scope.ts'
import { countIssues } from '@mingjing/sql/issues/queue.ts'
import { workerTotals } from '@mingjing/sql/queries/engine-room.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Whether this installation does its work, for load balancers and scripts. Counts only, nothing of their content. */
export const GET: RequestHandler = async () => {
  try {
    const runtime = await theRuntime()
    const [totals, issues, reach] = await Promise.all([
      workerTotals(runtime.clickhouse),
      countIssues(runtime.postgres.db, systemScope, {}),
      reachOf(runtime),
    ])
    const worker = runtime.workerStatus()
    const status = worker?.state === 'failed' ? 'failing' : 'ok'
    return Response.json(
      {
        status,
        mode: runtime.mode,
        events: totals.events,
        hits: totals.hits,
        issues,
        lag: reach.lagMs,
        watermark: reach.watermark === null ? null : new Date(reach.watermark).toISOString(),
        seeding: reach.seeding ? { ...reach.seeding } : false,
        worker: worker?.state ?? null,
      },
      { status: status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } },
    )
  } catch {
    return Response.json({ status: 'failing' }, { status: 503, headers: { 'cache-control': 'no-store' } })
  }
}
