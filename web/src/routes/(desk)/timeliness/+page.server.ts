import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { addDays, dayOf, monthStart } from '@mingjing/sql/indicators/period.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { runningDeadlines } from '@mingjing/sql/queries/running-deadlines.ts'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { PageServerLoad } from './$types'

/** The window of the indicator `timeliness.due-soon`. */
const hours = 8
const listed = 200

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const unit = unitOf(person, url)
  const asOf = (await reachOf(runtime).catch(() => null))?.watermark ?? Date.now()
  const today = dayOf(asOf)
  const tomorrow = addDays(today, 1)
  const filters = { orgunit: unit }
  const monthToDate = { from: monthStart(today), to: tomorrow, filters, compare: 'month-before' as const }
  const now = { from: today, to: tomorrow, filters }
  const which = url.searchParams.get('list') === 'overdue' ? ('overdue' as const) : ('soon' as const)
  const actor = url.searchParams.get('actor') ?? undefined
  const rule = url.searchParams.get('rule') ?? undefined

  const ask = (id: string, request: object) => figure(runtime, person, { id, ...now, ...request })
  const [
    soon,
    overdue,
    threeDay,
    inTime,
    reminders,
    soonByUnit,
    soonByActor,
    overdueByUnit,
    overdueByActor,
    trend,
    cases,
  ] = await Promise.all([
    ask('timeliness.due-soon', {}),
    ask('timeliness.overdue', {}),
    ask('timeliness.three-day', monthToDate),
    ask('timeliness.in-time', monthToDate),
    ask('timeliness.reminders', monthToDate),
    ask('timeliness.due-soon', { by: ['unit'] }),
    ask('timeliness.due-soon', { by: ['actor'] }),
    ask('timeliness.overdue', { by: ['unit'] }),
    ask('timeliness.overdue', { by: ['actor'] }),
    ask('timeliness.three-day', { from: addDays(today, -29), by: ['day'] }),
    outcomeOf(
      async () => {
        const found = await runningDeadlines(runtime.clickhouse, scopeOf(person), {
          which,
          asOf,
          hours,
          unit,
          actor,
          rule,
          limit: listed,
        })
        const bundle = await currentBundle(runtime.postgres.db)
        const titles = new Map(bundle?.rules.map((each) => [each.id, each.title]))
        return {
          total: found.total,
          rows: found.rows.map((row) => ({
            ...row,
            rule: titles.get(row.rule_id) ?? { zh: row.rule_id, en: row.rule_id },
          })),
        }
      },
      (value) => value.rows.length === 0,
    ),
  ])
  return {
    asOf,
    hours,
    today,
    which,
    actor,
    rule,
    soon,
    overdue,
    threeDay,
    inTime,
    reminders,
    soonByUnit,
    soonByActor,
    overdueByUnit,
    overdueByActor,
    trend,
    cases,
  }
}
