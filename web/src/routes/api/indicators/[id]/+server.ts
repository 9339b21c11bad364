import { type Dimension, dimensions } from '@mingjing/sql/indicators/indicator.ts'
import { addDays, type Comparison, dayOf } from '@mingjing/sql/indicators/period.ts'
import { runIndicator } from '@mingjing/sql/indicators/run.ts'
import { cardOf } from '#lib/server/figure.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const comparisons: readonly Comparison[] = ['previous', 'month-before', 'year-before']

/**
 * One number: `from`, `to` (days, `to` excluded; default the last 30), `by`, `compare`,
 * `window` (days, of campaigns), and any dimension as a filter.
 */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const { searchParams } = url
  const tomorrow = addDays(dayOf(Date.now()), 1)
  const by = (searchParams.get('by') ?? '').split(',').filter((each) => each !== '') as Dimension[]
  const filters = Object.fromEntries(
    dimensions.flatMap((name) => {
      const value = searchParams.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  const compare = searchParams.get('compare')
  if (compare !== null && !comparisons.includes(compare as Comparison))
    return Response.json({ error: 'compare' }, { status: 400 })
  const answer = await runIndicator(await theRuntime(), callerScope(locals), {
    id: params.id,
    from: searchParams.get('from') ?? addDays(tomorrow, -30),
    to: searchParams.get('to') ?? tomorrow,
    by,
    filters,
    compare: (compare as Comparison | null) ?? undefined,
    window: searchParams.has('window') ? Number(searchParams.get('window')) : undefined,
  })
  switch (answer.kind) {
    case 'unknown':
      return Response.json({ error: 'no such indicator' }, { status: 404 })
    case 'not-permitted':
      return Response.json({ error: 'not permitted' }, { status: 403 })
    case 'bad-request':
      return Response.json({ error: answer.problem }, { status: 400 })
    case 'ok': {
      const { indicator, period, total, rows, comparison, asOf } = answer
      return Response.json({
        indicator: cardOf(indicator),
        period,
        ...total,
        rows,
        comparison,
        asOf: asOf === null ? null : new Date(asOf).toISOString(),
      })
    }
  }
}
