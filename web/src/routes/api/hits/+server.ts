import { exemptionOfHits } from '@mingjing/sql/exemptions/list.ts'
import { listHits } from '@mingjing/sql/queries/hits.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const mostHits = 1000

const moment = (text: string | null): number | undefined => {
  const ms = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** Hits, newest first: `from`, `to` (RFC 3339), `rule`, `subject`, `limit`, `cursor`. `exemption` is the number of the one that kept a hit from opening an issue. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { searchParams } = url
  const limit = Math.min(mostHits, Math.max(1, Math.trunc(Number(searchParams.get('limit') ?? 100)) || 100))
  const [at, hitId] = (searchParams.get('cursor') ?? '').split('~')
  const before = at && hitId && /^\d{1,15}$/.test(at) ? { at: Number(at), hitId } : undefined
  const { clickhouse, postgres } = await theRuntime()
  const found = await listHits(clickhouse, callerScope(locals), {
    from: moment(searchParams.get('from')),
    to: moment(searchParams.get('to')),
    rule: searchParams.get('rule') ?? undefined,
    subject: searchParams.get('subject') ?? undefined,
    before,
    limit,
  })
  const exempt = await exemptionOfHits(
    postgres.db,
    found.map((hit) => hit.hitId),
  )
  const hits = found.map((hit) => ({ ...hit, exemption: exempt.get(hit.hitId) ?? null }))
  const last = hits.at(-1)
  return Response.json({ hits, next: hits.length === limit && last ? `${Date.parse(last.at)}~${last.hitId}` : null })
}
