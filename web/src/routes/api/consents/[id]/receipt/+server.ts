import { takeReceipt } from '@mingjing/sql/consents/take-receipt.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** A receipt as a file, for `mingjing consent verify`. It names the customer only with `?customer=given`. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = callerScope(locals)
  const { postgres, clickhouse, keys } = await theRuntime()
  const position = /^\d{1,15}$/.test(params.id) ? Number(params.id) : 0
  const customer = url.searchParams.get('customer') === 'given' ? 'given' : 'masked'
  const parts = { db: postgres.db, clickhouse, keys }
  const receipt = await takeReceipt(parts, scope, position, { customer, now: new Date() })
  if (receipt === null) return Response.json({ error: 'there is no such consent in your units' }, { status: 404 })
  return new Response(`${JSON.stringify(receipt)}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="mingjing-consent-${position}.json"`,
    },
  })
}
