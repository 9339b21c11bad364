import { mayHandleDeadLetters } from '@mingjing/sql/dead-letters/dead-letters.ts'
import { letterStates, newestDeadLetters, seesWholeBank } from '@mingjing/sql/queries/engine-room.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const most = 1000

/** The newest dead letters, their texts masked; `?state=open` those still to be handled. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = callerScope(locals)
  if (!seesWholeBank(scope) && !mayHandleDeadLetters(scope))
    return Response.json({ error: 'dead letters belong to no unit: they are for the head office' }, { status: 403 })
  const { db } = (await theRuntime()).postgres
  const state = url.searchParams.get('state')
  const inState = letterStates.find((one) => one === state)
  if (state !== null && !inState)
    return Response.json({ error: `state is ${letterStates.join(', ')}` }, { status: 400 })
  return Response.json({ deadLetters: await newestDeadLetters(db, scope, most, inState) })
}
