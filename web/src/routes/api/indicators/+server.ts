import { granted } from '@mingjing/sql/access/permission.ts'
import { indicators } from '@mingjing/sql/indicators/catalogue.ts'
import { cardOf } from '#lib/server/figure.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import type { RequestHandler } from './$types'

/** The catalogue: every number the caller may ask for. */
export const GET: RequestHandler = ({ locals }) => {
  const { role } = callerScope(locals)
  const open = indicators.filter((each) => granted[role].has(each.needs ?? 'indicators:read'))
  return Response.json({ indicators: open.map((each) => ({ ...cardOf(each), by: each.by })) })
}
