import { listConsents } from '@mingjing/sql/consents/list.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Consents of a customer's token, or of a subject, in order of time: `?customer=` or `?subject=`. */
export const GET: RequestHandler = async ({ locals, url: { searchParams } }) => {
  const scope = callerScope(locals)
  const who = (searchParams.get('customer') ?? searchParams.get('subject') ?? '').trim().slice(0, 200)
  if (who === '') return Response.json({ error: 'name a customer or a subject' }, { status: 400 })
  const { postgres, clickhouse, keys } = await theRuntime()
  return Response.json({ consents: await listConsents({ db: postgres.db, clickhouse, keys }, scope, who) })
}
