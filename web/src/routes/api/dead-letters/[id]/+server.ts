import { handleDeadLetter, openDeadLetter } from '@mingjing/sql/dead-letters/dead-letters.ts'
import { redriveDeadLetter } from '@mingjing/sql/dead-letters/redrive.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { tooLongAnswer, tooLongIn } from '#lib/server/too-long.ts'
import { longestReason } from '#lib/text/limits.ts'
import type { RequestHandler } from './$types'

const answer = (status: number, body: object): Response => Response.json(body, { status })
const notOpen = () => answer(409, { error: 'there is no such open dead letter, or it is not yours to handle' })

/** One step with a dead letter: `{kind: "open" | "redrive" | "discard", reason, text?}`. Each goes on record. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const scope = callerScope(locals)
  const runtime = await theRuntime()
  const { db } = runtime.postgres
  const body = (await readJson(request)) as { kind?: unknown; reason?: unknown; text?: unknown } | null
  const reason = typeof body?.reason === 'string' ? body.reason.trim() : ''
  if (reason === '') return answer(400, { error: 'a reason is needed: what is done with a dead letter goes on record' })
  const step = { id: params.id, reason, now: new Date() }
  const tooLong = tooLongIn({ reason }, longestReason)
  if (tooLong) return tooLongAnswer(tooLong)
  switch (body?.kind) {
    case 'open': {
      const text = await openDeadLetter(db, runtime.keys, scope, step)
      return text === null ? notOpen() : answer(200, { text })
    }
    case 'redrive': {
      if (typeof body.text !== 'string') return answer(400, { error: 'the corrected text is missing' })
      if (!runtime.ingest) return answer(503, { error: 'this process takes no events; send it to the worker’s log' })
      const outcome = await redriveDeadLetter(db, scope, { ...step, text: body.text }, runtime.ingest)
      if (outcome.kind === 'not-open') return notOpen()
      if (outcome.kind === 'invalid') return answer(422, { field: outcome.field, error: outcome.reason })
      return answer(200, { state: 'redriven' })
    }
    case 'discard':
      return (await handleDeadLetter(db, scope, { ...step, state: 'discarded' }))
        ? answer(200, { state: 'discarded' })
        : notOpen()
    default:
      return answer(400, { error: 'no such step' })
  }
}
