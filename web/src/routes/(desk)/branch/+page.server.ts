import { scopeOf } from '@mingjing/sql/access/scope.ts'
import { suggestionsOf } from '@mingjing/sql/cockpit/load.ts'
import { mayRecord, recordMeasure } from '@mingjing/sql/cockpit/measures.ts'
import { dayOf } from '@mingjing/sql/indicators/period.ts'
import { cockpitRows } from '@mingjing/sql/queries/cockpit-rows.ts'
import { expectedLoad } from '@mingjing/sql/queries/expected-load.ts'
import { measureEffects } from '@mingjing/sql/queries/measure-effects.ts'
import { outletsNow } from '@mingjing/sql/queries/outlets-now.ts'
import { fail } from '@sveltejs/kit'
import { askedOf } from '#lib/server/branch/asked.ts'
import { childrenOf, numbersOf } from '#lib/server/branch/numbers.ts'
import { figures } from '#lib/server/figure.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { outcomeOf } from '#lib/server/outcome.ts'
import { reachOf } from '#lib/server/reach.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { Actions, PageServerLoad } from './$types'

const listed = 200
const suggested = 8

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const scope = scopeOf(person)
  const runtime = await theRuntime()
  const { clickhouse } = runtime
  const unit = unitOf(person, url)
  const now = Date.now()
  const asOf = (await reachOf(runtime).catch(() => null))?.watermark ?? now
  const today = dayOf(asOf)
  const asked = askedOf(url.searchParams, today)
  const { group, period, compare } = asked
  const clientKind = group === 'appointments' ? ('personal' as const) : ('corporate' as const)
  const filters = { orgunit: unit }
  const booked = `${group}.booked`
  const one = { unit, clientKind, asOf }
  const [numbers, outlets, expected, [byBusiness, byChannel, byHour]] = await Promise.all([
    numbersOf(runtime, person, { group, unit, period, compare }),
    outcomeOf(() => outletsNow(clickhouse, scope, one)),
    outcomeOf(
      async () => {
        const { outlets, days, ...rest } = await expectedLoad(clickhouse, scope, one)
        return { ...rest, outlets, suggestions: suggestionsOf(outlets, days).slice(0, suggested) }
      },
      ({ outlets }) => outlets.length === 0,
    ),
    figures(runtime, person, [
      { id: booked, ...period, filters, by: ['business'] },
      { id: booked, ...period, filters, by: ['channel'] },
      { id: `${group}.arrivals`, ...period, filters, by: ['hour'] },
    ]),
  ])
  const id = numbers.find((row) => row.id === asked.indicator)?.id ?? null
  const [children, rows, measures] = await Promise.all([
    id === null ? null : childrenOf(runtime, person, { id, unit, period, compare }),
    id === null || !asked.rows
      ? null
      : outcomeOf(
          () => cockpitRows(clickhouse, scope, { id, period, filters, now, asOf, limit: listed }),
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
    ...{ asOf, today, asked, listed, numbers, outlets, expected, id, children, rows, measures },
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
    const form = await request.formData()
    const text = (name: string) => String(form.get(name) ?? '')
    const runtime = await theRuntime()
    const asOf = (await reachOf(runtime).catch(() => null))?.watermark ?? Date.now()
    const today = dayOf(asOf)
    const wish = { indicator: text('indicator'), orgunit: text('unit'), startsOn: text('startsOn'), text: text('text') }
    const outcome = await recordMeasure(runtime.postgres.db, scopeOf(person), wish, { now: new Date(), today })
    if (outcome.kind === 'not-permitted') return fail(403, { refused: outcome.kind })
    return outcome.kind === 'wrong' ? fail(400, { refused: outcome.what }) : { refused: null }
  },
}
