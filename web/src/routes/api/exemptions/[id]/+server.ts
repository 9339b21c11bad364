import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { decide, verdicts } from '@mingjing/sql/exemptions/decide.ts'
import { end } from '@mingjing/sql/exemptions/end.ts'
import { findExemption } from '@mingjing/sql/exemptions/list.ts'
import { refuseExemption } from '@mingjing/sql/exemptions/refusal.ts'
import { nameConcerned } from '@mingjing/sql/issues/concerned.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { refusalAnswer } from '#lib/server/api/refused.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

const endings = ['end', 'take-back'] as const

/** One step: `{step: "approve" | "refuse" | "withdraw" | "end" | "take-back", note}`. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = scopeOf(allowed(locals))
  const { postgres, clickhouse } = await theRuntime()
  const { db } = postgres
  const body = (await readJson(request)) as { step?: unknown; note?: unknown } | null
  const verdict = verdicts.find((each) => each === body?.step)
  const ending = endings.find((each) => each === body?.step)
  if (!verdict && !ending)
    return Response.json({ error: `step is ${[...verdicts, ...endings].join(', ')}` }, { status: 400 })
  const tooLong = tooLongIn({ note: body?.note }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  const id = Number(params.id)
  const row = Number.isSafeInteger(id) ? await findExemption(db, scope, id) : null
  if (row === null) return refusalAnswer(refuseExemption('not-found'))
  if (row.issueId !== null) await nameConcerned(db, clickhouse, [row.issueId])
  const [note, now] = [asText(body?.note), new Date()]
  const outcome = verdict
    ? await decide(db, scope, id, { verdict, note }, { now })
    : await end(db, scope, id, { reason: note, takeBack: ending === 'take-back' }, { now })
  if (outcome.kind === 'refused') return refusalAnswer(outcome)
  return Response.json({ id, state: outcome.exemption.state })
}
