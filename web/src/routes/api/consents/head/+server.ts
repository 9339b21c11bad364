import { provenHead } from '@mingjing/sql/consents/head.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** The signed head over all consents, with the proof that it goes on from one over `?from=N` entries (default none). */
export const GET: RequestHandler = async ({ locals, url }) => {
  const scope = callerScope(locals)
  const { postgres, keys } = await theRuntime()
  const from = url.searchParams.get('from') ?? '0'
  const head = /^\d{1,15}$/.test(from)
    ? await provenHead(postgres.db, keys, scope, { from: Number(from), now: new Date() })
    : null
  if (head === null) return Response.json({ error: 'there were never so many entries' }, { status: 404 })
  return Response.json(head)
}
