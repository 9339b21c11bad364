import { signedHead } from '@mingjing/sql/audit/check.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** A signed head as a file, for `mingjing audit verify --head`. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { db } = (await theRuntime()).postgres
  const id = /^\d{1,15}$/.test(params.id) ? Number(params.id) : null
  const head = id === null ? null : await signedHead(db, callerScope(locals), id)
  if (head === null) return Response.json({ error: 'there is no such signed head' }, { status: 404 })
  return new Response(`${JSON.stringify(head)}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="mingjing-audit-head-${head.seq}.json"`,
    },
  })
}
