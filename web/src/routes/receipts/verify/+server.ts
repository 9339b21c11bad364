import { checkReceipt } from '@mingjing/sql/consents/check-receipt.ts'
import { readJson } from '#lib/server/api/read-json.ts'
import { clientOf } from '#lib/server/auth/client.ts'
import { turns } from '#lib/server/guard/turns.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Anybody may ask, so that what it costs is bounded: so many a minute from one address, so many in all. */
const take = turns({ each: 60, inAll: 600, spanMs: 60_000 })

/** Whether a receipt is genuine, and whether the consent was withdrawn since. The body is the receipt. */
export const POST: RequestHandler = async (event) => {
  const wait = take(clientOf(event).address ?? '', Date.now())
  if (wait > 0) {
    const headers = { 'retry-after': String(wait) }
    return Response.json({ error: 'too many receipts; wait a minute' }, { status: 429, headers })
  }
  const { postgres, clickhouse, keys } = await theRuntime()
  const check = await checkReceipt({ db: postgres.db, clickhouse, keys }, await readJson(event.request))
  return Response.json(check, { headers: { 'cache-control': 'no-store' } })
}
