import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import type { IndicatorRequest } from '@mingjing/sql/indicators/run.ts'
import { postLoanRows } from '@mingjing/sql/queries/post-loan-rows.ts'
import { figures } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { askedOf } from '#lib/server/post-loan/asked.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

const listed = 200

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const unit = unitOf(person, url)
  const now = Date.now()
  const asOf = await momentReached(runtime)
  const asked = askedOf(url.searchParams, dayOf(asOf))
  const { period, months, product } = asked
  const filters = { orgunit: unit, ...(product === null ? {} : { product }) }
  // Calls name no product.
  const ofCalls = { orgunit: unit }
  const request = (id: string, more: Partial<IndicatorRequest> = {}): IndicatorRequest => ({
    ...{ id: `postloan.${id}`, ...period, filters },
    ...more,
  })
  const requests = {
    contracts: request('stage-contracts', { by: ['stage'] }),
    balance: request('stage-balance', { by: ['stage'] }),
    entered: request('overdue-contracts'),
    recovered: request('recovered-so-far'),
    recovery: request('recovery-60'),
    byUnit: request('stage-contracts', { by: ['unit'] }),
    paths: request('roll-paths', { by: ['month', 'stage', 'nextStage'], ...months }),
    rollCount: request('roll-count', { by: ['month', 'stage'], ...months }),
    rollBalance: request('roll-balance', { by: ['month', 'stage'], ...months }),
    vintages: request('recovery-by-day', { by: ['week', 'age'] }),
    hours: request('calls', { by: ['hour'], filters: ofCalls }),
    permitted: request('permitted-hours', { filters: ofCalls }),
    tooOften: request('too-often', { filters: ofCalls }),
    connect: request('connect-rate', { filters: ofCalls }),
  }
  type Name = keyof typeof requests
  const names = Object.keys(requests) as Name[]
  const { list } = asked
  const [found, rows] = await Promise.all([
    figures(runtime, person, Object.values(requests)),
    list === null
      ? null
      : outcomeOf(
          () => {
            const calls = list === 'calls' || list === 'outside-hours' || list === 'too-often'
            return postLoanRows(runtime.clickhouse, scopeOf(person), {
              list,
              period: list === 'moves' ? months : period,
              filters: { ...(calls ? ofCalls : filters), ...asked.cell },
              ...{ now, asOf, limit: listed },
            })
          },
          ({ count }) => count === 0,
        ),
  ])
  const figure = Object.fromEntries(names.map((name, i) => [name, found[i]!])) as Record<Name, (typeof found)[number]>
  return { asOf, asked, thisMonth: dayOf(asOf).slice(0, 7), figure, rows }
}
