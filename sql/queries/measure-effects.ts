import { contains, parentOf } from '@mingjing/rules/events/orgunit.ts'
import { inScope } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type BeforeAfter, type Effect, effectOf } from '../cockpit/effect.ts'
import { begunSince, type Measure, measuresOf } from '../cockpit/measures.ts'
import { indicatorNamed } from '../indicators/catalogue.ts'
import { addDays, dayOf, lengthOf, type Period } from '../indicators/period.ts'
import type { Stores } from '../indicators/read-together.ts'
import { type IndicatorRequest, runIndicators } from '../indicators/run.ts'

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
  const { unit: kind, additive } = indicatorNamed(indicator)!
  const relative = kind === 'count' || kind === 'fen'
  const nothing = { days: null, relative, before: null, after: null, effect: null }
  const today = dayOf(asOf)
  const compared = (await measuresOf(db, scope, { indicator, unit })).map((measure) => ({
    measure,
    span: spanOf(measure.startsOn, today),
    above: parentWithin(scope, measure.orgunit),
  }))
  const spans = compared.flatMap(({ span }) => span ?? [])
  if (spans.length === 0) return compared.map(({ measure }) => ({ measure, ...nothing }))
  const from = spans.map(({ before }) => before.from).toSorted()[0]!
  const [numbers, begun] = await Promise.all([
    numbersOf(
      stores,
      scope,
      compared.flatMap(({ measure: { orgunit }, span, above }) =>
        span === null ? [] : [span.before, span.after].map((period) => requestOf(indicator, period, orgunit, above)),
      ),
    ),
    begunSince(db, scope, { indicator, from }),
  ])
  // What is counted and did not happen is nought; of anything else nothing is known.
  const absent = additive || kind === 'count' ? 0 : null
  return compared.map(({ measure, span, above }): MeasureEffect => {
    if (span === null) return { measure, ...nothing }
    const { orgunit } = measure
    const [before, after] = [span.before, span.after].map((period) =>
      numbers.get(nameOf(requestOf(indicator, period, orgunit, above))),
    )
    if (before === undefined || after === undefined) return { measure, ...nothing }
    const changeOf = (id: string): BeforeAfter => ({
      before: before.get(id) ?? absent,
      after: after.get(id) ?? absent,
    })
    const acted = begun.filter(({ startsOn }) => startsOn >= span.before.from && startsOn < span.after.to)
    const sisters = [...before.keys()].filter(
      (id) => id !== orgunit && id !== above && !acted.some((other) => contains(id, other.orgunit)),
    )
    const own = changeOf(orgunit)
    return { measure, days: span.days, relative, ...own, effect: effectOf(own, sisters.map(changeOf), relative) }
  })
}

/** The days compared; null while too few have passed. */
const spanOf = (startsOn: string, today: string): { days: number; before: Period; after: Period } | null => {
  const gone = startsOn < today ? lengthOf({ from: startsOn, to: today }) : 0
  if (gone < fewest) return null
  const days = Math.min(longest, gone)
  return {
    days,
    before: { from: addDays(startsOn, -days), to: startsOn },
    after: { from: startsOn, to: addDays(startsOn, days) },
  }
}

/** The unit directly above when the caller sees all of it, so that sisters can be compared. */
const parentWithin = (scope: Scope, orgunit: string): string | null => {
  const above = parentOf(orgunit)
  return above !== null && inScope(scope, above) ? above : null
}

/** By the units directly below the one above, so that one answer has the unit and its sisters; alone without one. */
const requestOf = (id: string, period: Period, orgunit: string, above: string | null): IndicatorRequest =>
  above === null
    ? { id, ...period, filters: { orgunit } }
    : { id, ...period, filters: { orgunit: above }, by: ['unit'] }

const nameOf = ({ from, to, filters, by }: IndicatorRequest): string => JSON.stringify([from, to, filters, by])

/** By unit. */
type Numbers = ReadonlyMap<string, number | null>

/** The numbers of each request by its name, each asked once; what was refused is not among them. */
const numbersOf = async (
  stores: Stores,
  scope: Scope,
  requests: readonly IndicatorRequest[],
): Promise<ReadonlyMap<string, Numbers>> => {
  const distinct = new Map(requests.map((request) => [nameOf(request), request]))
  const answers = await runIndicators(stores, scope, [...distinct.values()])
  return new Map(
    [...distinct.keys()].flatMap((name, i): [string, Numbers][] => {
      const answer = answers[i]!
      if (answer.kind !== 'ok') return []
      const { filters, by } = distinct.get(name)!
      return by === undefined
        ? [[name, new Map([[filters!.orgunit!, answer.total.value]])]]
        : [[name, new Map(answer.rows.map((row) => [row.key.unit ?? '', row.value]))]]
    }),
  )
}
