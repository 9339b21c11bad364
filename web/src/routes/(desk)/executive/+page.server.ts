import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { goalFor, goalsOf } from '@mingjing/sql/goals/goals.ts'
import { addDays, addMonths, type Comparison, dayOf, lengthOf, monthStart } from '@mingjing/sql/indicators/period.ts'
import { instalmentDisbursements } from '@mingjing/sql/queries/disbursements.ts'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

const comparisons: readonly Comparison[] = ['month-before', 'year-before']
const products = ['car', 'home', 'consumption'] as const
const listed = 200

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const unit = unitOf(person, url)
  const asOf = await momentReached(runtime)
  const today = dayOf(asOf)
  const thisMonth = today.slice(0, 7)

  const asked = url.searchParams.get('month') ?? ''
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) && asked <= thisMonth ? asked : thisMonth
  const from = `${month}-01`
  const whole = { from, to: addMonths(from, 1) }
  const tomorrow = addDays(today, 1)
  const period = { from, to: month === thisMonth && tomorrow < whole.to ? tomorrow : whole.to }

  const product = products.find((each) => each === url.searchParams.get('product'))
  const wanted = url.searchParams.get('compare')
  const compare = wanted === 'off' ? undefined : (comparisons.find((each) => each === wanted) ?? 'month-before')
  const filters = { orgunit: unit, ...(product ? { product } : {}) }
  const supervised = { orgunit: unit }

  const ask = (id: string, request: object) => figure(runtime, person, { id, ...period, filters, ...request })
  const halfYear = { from: addMonths(from, -5), to: period.to, by: ['month'] as const }
  const [
    volume,
    attainment,
    median,
    p90,
    instant,
    agreement,
    byProduct,
    goalsByProduct,
    byMonth,
    goalsByMonth,
    byUnit,
    rank,
    coverage,
    hits,
    live,
    overdue,
    amount,
    precision,
    goal,
    byStage,
    cases,
  ] = await Promise.all([
    ask('instalment.volume', { compare }),
    ask('instalment.attainment', {}),
    ask('approval.time-median', { compare }),
    ask('approval.time-p90', { compare }),
    ask('approval.instant-share', { compare }),
    ask('approval.agreement', { compare }),
    ask('instalment.volume', { by: ['product'], filters: supervised, compare }),
    ask('instalment.attainment', { by: ['product'], filters: supervised }),
    ask('instalment.volume', halfYear),
    ask('instalment.attainment', halfYear),
    ask('instalment.volume', { by: ['unit'], compare }),
    ask('instalment.attainment', { by: ['unit'] }),
    figure(runtime, person, { id: 'supervision.coverage', ...period }),
    ask('supervision.hits', { filters: supervised, compare }),
    ask('issues.live', { filters: supervised }),
    ask('issues.overdue', { filters: supervised }),
    ask('issues.amount', { filters: supervised, compare }),
    ask('issues.precision', { filters: supervised }),
    goalsOf(runtime.postgres.db, 'instalment.volume', [month]).then((set) =>
      goalFor(set, unit, product ?? null, month),
    ),
    ask('supervision.hits', { by: ['stage'], filters: supervised }),
    url.searchParams.has('detail')
      ? outcomeOf(
          () => instalmentDisbursements(runtime.clickhouse, scopeOf(person), { period, unit, product, limit: listed }),
          (value) => value.count === 0,
        )
      : null,
  ])
  return {
    asOf,
    month,
    thisMonth,
    months: Array.from({ length: 6 }, (_, index) => addMonths(monthStart(`${thisMonth}-01`), -index).slice(0, 7)),
    elapsed: lengthOf(period),
    days: lengthOf(whole),
    unfinished: period.to < whole.to || (month === thisMonth && period.to === whole.to),
    product: product ?? null,
    compare: compare ?? 'off',
    goal,
    volume,
    attainment,
    median,
    p90,
    instant,
    agreement,
    byProduct,
    goalsByProduct,
    byMonth,
    goalsByMonth,
    byUnit,
    rank,
    coverage,
    hits,
    live,
    overdue,
    amount,
    precision,
    byStage,
    cases,
  }
}
