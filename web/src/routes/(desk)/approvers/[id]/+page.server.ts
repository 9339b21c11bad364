import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { approverFigures, approvers, fewDecisions } from '@mingjing/sql/approvers/approvers.ts'
import { eventsOf, hitsOf } from '@mingjing/sql/approvers/findings.ts'
import { pairs } from '@mingjing/sql/approvers/pairs.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import { countIssues } from '@mingjing/sql/issues/queue.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { error } from '@sveltejs/kit'
import { spanOf, spans } from '#lib/server/approver/asked.ts'
import { cardOf } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

const listed = 50

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const person = allowed(locals)
  const scope = scopeOf(person)
  const runtime = await theRuntime()
  const { clickhouse, postgres } = runtime
  const asOf = await momentReached(runtime)
  const unit = unitOf(person, url)
  const { days, period } = spanOf(url, asOf)
  const found = await approvers({ clickhouse, postgres }, scope, { period, unit })
  const approver = found?.approvers.find(({ id }) => id === params.id)
  // One's own is not shown; nor is it told from one that is not there.
  if (!found || !approver) error(404, { message: 'no such approver' })
  const asked = { period, approver: approver.id, limit: listed }
  const [meeting, hits, events, issues] = await Promise.all([
    outcomeOf(
      () => pairs(clickhouse, scope, { period, unit, approver: approver.id, limit: 10 }),
      (value) => value.length === 0,
    ),
    outcomeOf(
      async () => {
        const bundle = await currentBundle(postgres.db)
        const titles = new Map(bundle?.rules.map((rule) => [rule.id, rule.title]))
        return (await hitsOf(clickhouse, scope, asked)).map((hit) => ({
          ...hit,
          title: titles.get(hit.ruleId) ?? { zh: hit.ruleId, en: hit.ruleId },
        }))
      },
      (value) => value.length === 0,
    ),
    outcomeOf(
      async () =>
        (await eventsOf(clickhouse, scope, asked)).map((event) => {
          const known = eventTypeNamed(event.type)
          return { ...event, title: { zh: known?.zh ?? event.type, en: known?.en ?? event.type } }
        }),
      (value) => value.length === 0,
    ),
    countIssues(postgres.db, scope, { actor: approver.id, awakeAt: new Date() }),
  ])
  return {
    approver,
    peers: found.peers,
    meeting,
    hits,
    events,
    issues,
    days,
    spans,
    listed,
    fewDecisions,
    cards: approverFigures.map((id) => cardOf(indicatorNamed(id)!)),
  }
}
