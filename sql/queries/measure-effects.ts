import { parentOf } from '@mingjing/rules/events/orgunit.ts'
import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type Effect, effectOf } from '../cockpit/effect.ts'
import { type Measure, measuresOf } from '../cockpit/measures.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { addDays, dayOf, lengthOf, type Period } from '../indicators/period.ts'
import type { Stores } from '../indicators/read-together.ts'
import { runIndicators } from '../indicators/run.ts'

/** Days on either side of the first day of a measure, at most and at least. */
const longest = 28
const fewest = 3

export interface MeasureEffect {
  readonly measure: Measure
  /** Days compared on either side; null while too few have passed. */
  readonly days: number | null
  /** Change is a share of what was before; else a difference. */
  readonly relative: boolean
  readonly before: number | null
  readonly after: number | null
  /** Null while too few days have passed or too few units are beside it within the caller's sight. */
  readonly effect: Effect | null
}

/**
 * Measures taken for an indicator under a unit, each with what changed since against its sister units: equally many
 * whole days before and after, sisters that took a measure for the same indicator within those days left out. Only what
 * the caller may see is compared.
 */
export const measureEffects = async (
  stores: Stores,
  scope: Scope,
  { indicator, unit, asOf }: { indicator: string; unit: string; asOf: number },
): Promise<MeasureEffect[]> => {
  const { db } = stores.postgres
  const [measures, known] = await Promise.all([
    measuresOf(db, scope, { indicator, unit }),
    measuresOf(db, scope, { indicator, unit: scope.orgunit }),
  ])
  const today = dayOf(asOf)
  const entry = indicatorNamed(indicator)!
  const relative = entry.unit === 'count' || entry.unit === 'fen'
  return Promise.all(
    measures.map(async (measure): Promise<MeasureEffect> => {
      const { startsOn, orgunit } = measure
      const gone = startsOn < today ? lengthOf({ from: startsOn, to: today }) : 0
      const nothing = { measure, days: null, relative, before: null, after: null, effect: null }
      if (gone < fewest) return nothing
      const days = Math.min(longest, gone)
      const spans: Period[] = [
        { from: addDays(startsOn, -days), to: startsOn },
        { from: startsOn, to: addDays(startsOn, days) },
      ]
      const above = parentWithin(scope, orgunit)
      const answers = await runIndicators(
        stores,
        scope,
        spans.flatMap((span) => [
          { id: indicator, ...span, filters: { orgunit } },
          ...(above === null ? [] : [{ id: indicator, ...span, filters: { orgunit: above }, by: ['unit'] as const }]),
        ]),
      )
      const found = answers.map((answer) => (answer.kind === 'ok' ? answer : null))
      const own = above === null ? found : [found[0], found[2]]
      const [before, after] = own.map((answer) => answer?.total.value ?? null) as [number | null, number | null]
      const rows = (i: number) => new Map(found[i]?.rows.map((row) => [row.key.unit ?? '', row.value]))
      const acted = new Set(
        known
          .filter((other) => other.startsOn >= spans[0]!.from && other.startsOn < spans[1]!.to)
          .map((other) => other.orgunit),
      )
      const sisters = above === null ? new Map<string, number | null>() : rows(1)
      const later = above === null ? new Map<string, number | null>() : rows(3)
      const others = [...sisters].filter(
        ([id]) => id !== orgunit && id !== above && ![...acted].some((one) => one === id || one.startsWith(`${id}-`)),
      )
      const pairs = others.map(([id, value]) => ({ before: value, after: later.get(id) ?? null }))
      return { measure, days, relative, before, after, effect: effectOf({ before, after }, pairs, relative) }
    }),
  )
}

/** The unit directly above when the caller sees all of it, so that sisters can be compared. */
const parentWithin = (scope: Scope, orgunit: string): string | null => {
  const above = parentOf(orgunit)
  return above !== null && inScope(scope, above) ? above : null
}
