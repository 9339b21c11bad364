import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { mayRecord, recordMeasure } from '@mingjing/sql/cockpit/measures.ts'
import { indicatorNamed } from '@mingjing/sql/indicators/catalogue.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import { cockpitRows } from '@mingjing/sql/queries/cockpit-rows.ts'
import { measureEffects } from '@mingjing/sql/queries/measure-effects.ts'
import { fail } from '@sveltejs/kit'
import { childrenOf } from '#lib/server/branch/children.ts'
import { hallsOf, lookedAt } from '#lib/server/branch/looked-at.ts'
import { numbersOf } from '#lib/server/branch/numbers.ts'
import { figures } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { readForm } from '#lib/server/guard/read-form.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { momentReached } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { Actions, PageServerLoad } from './$types'

const listed = 200
const suggested = 8

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const runtime = await theRuntime()
  const { clickhouse } = runtime
  const looked = await lookedAt(runtime, person, url)
  const { scope, unit, asOf, today, asked } = looked
  const { group, period, compare } = asked
  const filters = { orgunit: unit }
  const booked = `${group}.booked`
  const id =
    asked.indicator !== null && indicatorNamed(asked.indicator)?.cockpit?.group === group ? asked.indicator : null
  // All at once: the stores answer as many as they can and let the others wait.
  const [numbers, [outlets, expected], [byBusiness, byChannel, byHour], children, rows, measures] = await Promise.all([
    numbersOf(runtime, person, { group, unit, period, compare }),
    hallsOf(runtime, looked, suggested),
    figures(runtime, person, [
      { id: booked, ...period, filters, by: ['business'] },
      { id: booked, ...period, filters, by: ['channel'] },
      { id: `${group}.arrivals`, ...period, filters, by: ['hour'] },
    ]),
    id === null ? null : childrenOf(runtime, person, { id, unit, period, compare }),
    id === null || !asked.rows
      ? null
      : outcomeOf(
          () => cockpitRows(clickhouse, scope, { id, period, filters, now: Date.now(), asOf, limit: listed }),
          ({ count }) => count === 0,
        ),
    id === null
      ? null
      : outcomeOf(
          () => measureEffects(runtime, scope, { indicator: id, unit, asOf }),
          () => false,
        ),
  ])
  return {
    ...{ asOf, today, asked, numbers, outlets, expected, id, children, rows, measures },
    mayRecord: mayRecord(scope),
    byBusiness: byBusiness!,
    byChannel: byChannel!,
    byHour: byHour!,
  }
}

export const actions: Actions = {
  /** Puts a measure of the unit looked at on record, for the indicator that is open. */
  measure: async ({ locals, request }) => {
    const person = allowed(locals)
    const form = await readForm(request)
    const text = (name: string) => String(form.get(name) ?? '')
    const runtime = await theRuntime()
    const today = dayOf(await momentReached(runtime))
    const wish = { indicator: text('indicator'), orgunit: text('unit'), startsOn: text('startsOn'), text: text('text') }
    const outcome = await recordMeasure(runtime.postgres.db, scopeOf(person), wish, { now: new Date(), today })
    if (outcome.kind === 'not-permitted') return fail(403, { refused: outcome.kind })
    return outcome.kind === 'wrong' ? fail(400, { refused: outcome.what }) : { refused: null }
  },
}
