import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { addDays, dayOf, monthStart } from '@mingjing/sql/indicators/period.ts'
import { currentBundle } from '@mingjing/sql/queries/bundle.ts'
import { type DeadlineRow, runningDeadlines } from '@mingjing/sql/queries/running-deadlines.ts'
import { soonHours } from '@mingjing/sql/timeliness/soon.ts'
import { mayUrge, mostUrged, urge } from '@mingjing/sql/timeliness/urge.ts'
import { fail } from '@sveltejs/kit'
import { figure } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import { rankedTasks } from '#lib/server/tasks.ts'
import { urgeWords } from '#lib/server/urge-words.ts'
import type { Actions, PageServerLoad } from './$types'

const listed = 200
const listedTasks = 50

/** Names one time limit of one case between the page and its action. */
const caseKey = (row: DeadlineRow): string => `${row.rule_id} ${row.subject} ${row.opened_ms} ${row.due_ms}`

const narrowing = (url: URL): { actor?: string; rule?: string } => ({
  actor: url.searchParams.get('actor') ?? undefined,
  rule: url.searchParams.get('rule') ?? undefined,
})

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const unit = unitOf(person, url)
  const asOf = await momentReached(runtime)
  const today = dayOf(asOf)
  const tomorrow = addDays(today, 1)
  const filters = { orgunit: unit }
  const monthToDate = { from: monthStart(today), to: tomorrow, filters, compare: 'month-before' as const }
  const now = { from: today, to: tomorrow, filters }
  const which = url.searchParams.get('list') === 'overdue' ? ('overdue' as const) : ('soon' as const)
  const { actor, rule } = narrowing(url)

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
    tasks,
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
            key: caseKey(row),
            rule: titles.get(row.rule_id) ?? { zh: row.rule_id, en: row.rule_id },
          })),
        }
      },
      (value) => value.rows.length === 0,
    ),
    outcomeOf(
      () => rankedTasks(runtime, scopeOf(person), { approver: actor, unit, limit: listedTasks }),
      (value) => value.tasks.length === 0,
    ),
  ])
  return {
    asOf,
    hours: soonHours,
    mayUrge: mayUrge(scopeOf(person)),
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
    tasks,
  }
}

export const actions: Actions = {
  /** Urges those behind the cases named, as far as they are still running and the person's to urge. */
  urge: async ({ locals, request, url }) => {
    const person = allowed(locals)
    const scope = scopeOf(person)
    const form = await readForm(request)
    const named = new Set(form.getAll('case').map(String))
    const runtime = await theRuntime()
    const asOf = await momentReached(runtime)
    const asked = { asOf, unit: unitOf(person, url), ...narrowing(url), limit: mostUrged }
    // Both lists: a case may have run out since the page was drawn.
    const [soon, overdue] = await Promise.all(
      (['soon', 'overdue'] as const).map((which) => runningDeadlines(runtime.clickhouse, scope, { which, ...asked })),
    )
    const running = [...soon!.rows, ...overdue!.rows].filter((row) => named.has(caseKey(row)))
    const sent = await urge(runtime.postgres.db, scope, running, await urgeWords(runtime.postgres.db), new Date())
    return sent === null ? fail(403, { urged: null }) : { urged: { sent, of: named.size } }
  },
}
