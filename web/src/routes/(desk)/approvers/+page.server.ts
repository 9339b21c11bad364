import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { approverFigures, approvers, fewDecisions } from '@mingjing/sql/approvers/approvers.ts'
import { fewTogether, pairs } from '@mingjing/sql/approvers/pairs.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import { spanOf, spans } from '#lib/server/approver/asked.ts'
import { cardOf } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

const listedPairs = 20

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const scope = scopeOf(person)
  const runtime = await theRuntime()
  const { clickhouse, postgres } = runtime
  const asOf = await momentReached(runtime)
  const unit = unitOf(person, url)
  const { days, period } = spanOf(url, asOf)
  const [people, meeting] = await Promise.all([
    outcomeOf(
      async () =>
        (await approvers({ clickhouse, postgres }, scope, { period, unit })) ?? { approvers: [], peers: null },
      (value) => value.approvers.length === 0,
    ),
    outcomeOf(
      () => pairs(clickhouse, scope, { period, unit, limit: listedPairs }),
      (value) => value.length === 0,
    ),
  ])
  return {
    people,
    meeting,
    days,
    spans,
    fewDecisions,
    fewTogether,
    cards: approverFigures.map((id) => cardOf(indicatorNamed(id)!)),
  }
}
