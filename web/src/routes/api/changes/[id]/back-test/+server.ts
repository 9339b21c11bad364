import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { backTest, backTestDays } from '@mingjing/sql/changes/back-test.ts'
import { stands } from '@mingjing/sql/changes/decide.ts'
import { findChange } from '@mingjing/sql/changes/list.ts'
import { refuseChange } from '@mingjing/sql/changes/refusal.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** What an open change would do to the hits of the last 30 stored days. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const id = Number(params.id)
  const row = Number.isSafeInteger(id) ? await findChange(postgres.db, scope, id) : null
  const bundle = await currentBundle(postgres.db)
  if (!row || !bundle) return refusalAnswer(refuseChange('not-found'))
  if (row.state !== 'proposed') return refusalAnswer(refuseChange('over'))
  if (!(await stands(postgres.db, row, bundle))) return refusalAnswer(refuseChange('overtaken'))
  const tested = await backTest(clickhouse, scope, { bundle, change: row.change, now: new Date() })
  const titles = new Map(bundle.rules.map(({ id, title }) => [id, title]))
  return Response.json({
    days: backTestDays,
    rules: tested.map((each) => ({ ...each, title: titles.get(each.rule)! })),
  })
}
