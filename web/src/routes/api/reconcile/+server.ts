import type { Scope } from '@mingjing/sql/access/scope.ts'
import { seesWholeBank } from '@mingjing/sql/queries/engine-room.ts'
import { lastReconciled } from '@mingjing/sql/reconcile/kept.ts'
import { reconcileOnRecord } from '@mingjing/sql/reconcile/on-record.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const refused = () => Response.json({ error: 'the whole bank is compared: it is for the head office' }, { status: 403 })

const lastFor = async (scope: Scope) => {
  const { clickhouse, postgres } = await theRuntime()
  return lastReconciled({ db: postgres.db, clickhouse }, scope)
}

/** What was found last. */
export const GET: RequestHandler = async ({ locals }) => {
  const scope = callerScope(locals)
  if (!seesWholeBank(scope)) return refused()
  return Response.json({ reconciled: await lastFor(scope) })
}

/** What somebody who waits is asked to bear, ms; rules left out are first the next time. */
const patienceMs = 10_000

/** One at a time: whoever asks while it runs is told the same. */
let running: Promise<unknown> | null = null

export const POST: RequestHandler = async ({ locals }) => {
  const scope = callerScope(locals)
  if (!seesWholeBank(scope)) return refused()
  const { clickhouse, postgres } = await theRuntime()
  running ??= reconcileOnRecord({ db: postgres.db, clickhouse }, new Date(), patienceMs).finally(() => {
    running = null
  })
  await running
  return Response.json({ reconciled: await lastFor(scope) })
}
