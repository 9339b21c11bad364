import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { placeHold } from '@mingjing/sql/holds/place.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { parseHold } from '#lib/server/retention/parse-hold.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

/** Places a hold: `{kind, value, reason, reference}`. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const parsed = parseHold(await readJson(request))
  if (!parsed) return Response.json({ error: 'this is no hold' }, { status: 400 })
  if (parsed.kind === 'too-long') return tooLongAnswer(parsed)
  const { wish } = parsed
  if (wish.kind === 'issue') await nameConcerned(postgres.db, clickhouse, [wish.value])
  const outcome = await placeHold({ db: postgres.db, clickhouse }, scope, wish, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id: outcome.hold.id })
}
