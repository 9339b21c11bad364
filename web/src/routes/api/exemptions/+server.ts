import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { listExemptions, phases } from '@mingjing/sql/exemptions/list.ts'
import { propose } from '@mingjing/sql/exemptions/propose.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { parseExemption } from '#lib/server/exemption/parse.ts'
import { exemptionViews } from '#lib/server/exemption/views.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer } from '#lib/server/too-long.ts'
import type { RequestHandler } from './$types'

/** Exemptions, the newest first; `?phase=waiting|holding|over`. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = scopeOf(allowed(locals))
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  const phase = phases.find((each) => each === url.searchParams.get('phase'))
  return Response.json({
    exemptions: await exemptionViews(db, scope, await listExemptions(db, scope, { phase, now }), now),
  })
}

/** Asks for one: `{target, until, reason, evidence}`. A refusal gives the reason in both languages. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const asked = parseExemption(await readJson(request))
  if (!asked) return Response.json({ error: 'this is no request for an exemption' }, { status: 400 })
  if ('kind' in asked) return tooLongAnswer(asked)
  if (asked.target.kind === 'issue') await nameConcerned(postgres.db, clickhouse, [asked.target.issue])
  const outcome = await propose(postgres.db, scope, asked, { now: new Date() })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id: outcome.exemption.id, state: outcome.exemption.state })
}
