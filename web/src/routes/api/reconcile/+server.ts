import { seesWholeBank } from '@mingjing/sql/queries/engine-room.ts'
import { keepReconciled, lastReconciled } from '@mingjing/sql/reconcile/kept.ts'
import { reconcile } from '@mingjing/sql/reconcile/reconcile.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const refused = () => Response.json({ error: 'the whole bank is compared: it is for the head office' }, { status: 403 })

/** What was found last. */
export const GET: RequestHandler = async ({ locals }) => {
  const scope = callerScope(locals)
  if (!seesWholeBank(scope)) return refused()
  return Response.json({ reconciled: await lastReconciled((await theRuntime()).postgres.db, scope) })
}

/** One at a time: whoever asks while it runs is told the same. */
let running: Promise<unknown> | null = null

export const POST: RequestHandler = async ({ locals }) => {
  if (!seesWholeBank(callerScope(locals))) return refused()
  const { clickhouse, postgres } = await theRuntime()
  running ??= reconcile({ db: postgres.db, clickhouse }, new Date())
    .then(async (found) => {
      await keepReconciled(postgres.db, found)
      return found
    })
    .finally(() => {
      running = null
    })
  return Response.json({ reconciled: await running })
}
