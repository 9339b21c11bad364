import { firstYear, lastYear } from '@mingjing/rules/events/moment.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { type Goal, goalFor, goalsOf } from '../goals/goals.ts'
import { reach } from '../queries/reach.ts'
import { conversionWindows, defaultWindow } from './campaign-customers.ts'
import { indicatorNamed } from './catalogue.ts'
import { type Filters, type Question, unserved } from './compile.ts'
import { type Dimension, dimensions, type Formula, type Indicator, type Part, type Ratio } from './indicator.ts'
import { type Counted, differenceOfShares } from './interval.ts'
import { type Comparison, comparisonPeriod, isDay, monthsOf, type Period } from './period.ts'
import { type Reader, readTogether, type Stores } from './read-together.ts'
import { depthBelow, tables } from './tables.ts'

export interface IndicatorRequest {
  readonly id: string
  /** Days of the bank, `YYYY-MM-DD`, `to` excluded. */
  readonly from: string
  readonly to: string
  readonly by?: readonly Dimension[]
  /** Parts of the ids that `unit` gives: 1 branches, 2 sub-branches, 3 outlets; default one more than the unit looked at. */
  readonly depth?: number
  readonly filters?: Filters
  readonly compare?: Comparison
  /** Days after being put on a campaign's list within which contact, answer and purchase count; default 90. */
  readonly window?: number
  /** Most rows of the break-down; more is the bad request `rows`. */
  readonly most?: number
  /** Epoch ms; asked for instead of days when broken down by minute. */
  readonly minutes?: { readonly from: number; readonly to: number }
  /** The present moment, epoch ms; default the clock. */
  readonly now?: number
}

/**
 * A number; `numerator` and `denominator` only of a share and of a difference of shares, which has those of what it
 * is taken from in `less`, and a 95 % interval. Null means there is nothing to tell it from.
 */
export interface Figure {
  readonly value: number | null
  readonly numerator?: number | null
  readonly denominator?: number | null
  readonly less?: { readonly numerator: number; readonly denominator: number }
  readonly interval?: { readonly low: number; readonly high: number } | null
}
export interface Row extends Figure {
  /** By dimension; empty text where the events have none. */
  readonly key: Readonly<Partial<Record<Dimension, string>>>
}

export interface IndicatorAnswer {
  readonly kind: 'ok'
  readonly indicator: Indicator
  readonly period: Period
  readonly total: Figure
  /** Empty unless broken down; in order of the keys. */
  readonly rows: readonly Row[]
  readonly comparison: { readonly period: Period; readonly total: Figure; readonly rows: readonly Row[] } | null
  /** The watermark: everything before this moment (epoch ms) is in the numbers. Null before the first block. */
  readonly asOf: number | null
}
export type IndicatorOutcome =
  | IndicatorAnswer
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-permitted' }
  /** `problem` names the parameter. */
  | { readonly kind: 'bad-request'; readonly problem: string }

/** An indicator's number for somebody: within their units only, with its break-down and what it compares with. */
export const runIndicator = async (
  stores: Stores,
  scope: Scope,
  request: IndicatorRequest,
): Promise<IndicatorOutcome> => (await runIndicators(stores, scope, [request]))[0]!

/** Several, in the order asked; those that count the same rows narrowed alike are counted in one pass over them. */
export const runIndicators = async (
  stores: Stores,
  scope: Scope,
  requests: readonly IndicatorRequest[],
): Promise<IndicatorOutcome[]> => {
  const refusals = requests.map((request) => refusalOf(scope, request))
  if (refusals.every((refusal) => refusal !== null)) return refusals
  const { watermark } = await reach(stores.clickhouse)
  const now = Date.now()
  const read = readTogether(stores)
  return Promise.all(
    requests.map(
      (request, i) => refusals[i] ?? answer({ stores, read, scope, watermark, now: request.now ?? now }, request),
    ),
  )
}

const refusalOf = (scope: Scope, request: IndicatorRequest): IndicatorOutcome | null => {
  const entry = indicatorNamed(request.id)
  if (entry === undefined) return { kind: 'unknown' }
  const parts = partsOf(entry.formula)
  if (!may(scope, entry.needs ?? 'indicators:read')) return { kind: 'not-permitted' }
  const bankWide = parts.some((part) => tables[part.table].orgunit === undefined)
  if (bankWide && scope.orgunit !== headOffice) return { kind: 'not-permitted' }
  const unit = request.filters?.orgunit
  if (unit !== undefined && !inScope(scope, unit)) return { kind: 'not-permitted' }
  const problem = problemOf(entry, request)
  return problem === null ? null : { kind: 'bad-request', problem }
}

/** What evaluating needs besides the question. */
interface Ground {
  readonly stores: Stores
  readonly read: Reader
  readonly scope: Scope
  readonly watermark: number | null
  readonly now: number
}

const answer = async (ground: Ground, request: IndicatorRequest): Promise<IndicatorOutcome> => {
  const { scope, watermark, now } = ground
  const entry = indicatorNamed(request.id)!
  const figures = async (period: Period, by: readonly Dimension[]): Promise<Row[]> => {
    const base = {
      scope,
      over: entry.over,
      period,
      minutes: request.minutes ?? null,
      by,
      depth: request.depth,
      // One more than is answered tells that there are more.
      most: by.length === 0 || request.most === undefined ? undefined : request.most + 1,
      window: request.window ?? defaultWindow,
      filters: request.filters ?? {},
      now,
      asOf: watermark ?? now,
    }
    return evaluate(ground, entry.formula, base)
  }
  const both = async (period: Period) => {
    const by = request.by ?? []
    const [totals, rows] = await Promise.all([figures(period, []), by.length === 0 ? [] : figures(period, by)])
    const { key: _, ...total } = totals[0] ?? { key: {}, value: null }
    return { period, total, rows: rows.sort(byKey(by)) }
  }

  const period = { from: request.from, to: request.to }
  const [{ total, rows }, comparison] = await Promise.all([
    both(period),
    request.compare === undefined || entry.over === 'now' ? null : both(comparisonPeriod(period, request.compare)),
  ])
  if (Math.max(rows.length, comparison?.rows.length ?? 0) > (request.most ?? Number.POSITIVE_INFINITY))
    return { kind: 'bad-request', problem: 'rows' }
  return { kind: 'ok', indicator: entry, period, total, rows, comparison, asOf: watermark }
}

/** The parts a formula is made of. */
export const partsOf = (formula: Formula): Part[] => {
  switch (formula.kind) {
    case 'value':
      return [formula.of]
    case 'ratio':
      return [formula.numerator, formula.denominator]
    case 'difference':
      return [formula.of.numerator, formula.of.denominator, formula.less.numerator, formula.less.denominator]
    case 'attainment':
      return [formula.actual]
  }
}

/** The years an event can carry: nothing is counted outside of them, and no date they compare with is beyond reckoning. */
const firstDay = `${firstYear}-01-01`
const dayAfterLast = `${lastYear + 1}-01-01`

const problemOf = (entry: Indicator, request: IndicatorRequest): string | null => {
  if (!isDay(request.from) || request.from < firstDay) return 'from'
  if (!isDay(request.to) || request.to <= request.from || request.to > dayAfterLast) return 'to'
  const by = request.by ?? []
  const strange = by.find((dimension) => !entry.by.includes(dimension))
  if (strange !== undefined) return `by=${strange}`
  if (by.includes('minute') !== (request.minutes !== undefined)) return 'minutes'
  if (request.window !== undefined && !(conversionWindows as readonly number[]).includes(request.window))
    return 'window'
  const filters = request.filters ?? {}
  const unknown = Object.keys(filters).find((name) => !(dimensions as readonly string[]).includes(name))
  if (unknown !== undefined) return unknown
  return partsOf(entry.formula).flatMap((part) => unserved(tables[part.table], by, filters))[0] ?? null
}

type Base = Omit<Question, 'part'>

const evaluate = async (ground: Ground, formula: Formula, base: Base): Promise<Row[]> => {
  if (formula.kind === 'value') return read(ground, { ...base, part: formula.of })
  if (formula.kind === 'attainment') return attainment(ground, formula, base)
  const ratio = async ({ numerator, denominator }: Ratio): Promise<Row[]> => {
    const parts = [numerator, denominator].map((part) => read(ground, { ...base, part }))
    const [numerators, denominators] = await Promise.all(parts)
    return share(numerators!, denominators!)
  }
  if (formula.kind === 'ratio') return ratio(formula)
  return difference(...(await Promise.all([ratio(formula.of), ratio(formula.less)])))
}

const read = async (ground: Ground, question: Question): Promise<Row[]> =>
  (await ground.read(question)).map(({ keys, value }) => ({
    key: Object.fromEntries(question.by.map((dimension, i) => [dimension, keys[i]!])),
    value,
  }))

const nameOf = (row: Row) => JSON.stringify(row.key)

/** Numerators over denominators, key by key; a key only one of them has counts 0 for the other. */
const share = (numerators: readonly Row[], denominators: readonly Row[]): Row[] => {
  const above = new Map(numerators.map((row) => [nameOf(row), row]))
  const below = new Map(denominators.map((row) => [nameOf(row), row]))
  return [...new Map([...below, ...above])].map(([name, { key }]) => {
    const numerator = above.get(name)?.value ?? 0
    const denominator = below.get(name)?.value ?? 0
    return { key, value: denominator > 0 ? numerator / denominator : null, numerator, denominator }
  })
}

/** Shares less shares, key by key. */
const difference = (of: readonly Row[], less: readonly Row[]): Row[] => {
  const one = new Map(of.map((row) => [nameOf(row), row]))
  const other = new Map(less.map((row) => [nameOf(row), row]))
  return [...new Map([...one, ...other])].map(([name, { key }]) => {
    const [above, below] = [one, other].map((rows) => ({
      numerator: rows.get(name)?.numerator ?? 0,
      denominator: rows.get(name)?.denominator ?? 0,
    })) as [Counted, Counted]
    const found = differenceOfShares(above, below)
    return {
      key,
      value: found?.value ?? null,
      ...above,
      less: below,
      interval: found && { low: found.low, high: found.high },
    }
  })
}

const attainment = async (
  ground: Ground,
  formula: Extract<Formula, { kind: 'attainment' }>,
  base: Base,
): Promise<Row[]> => {
  const months = monthsOf(base.period)
  const [actual, set] = await Promise.all([
    read(ground, { ...base, part: formula.actual }),
    goalsOf(ground.stores.postgres.db, formula.goalOf, months),
  ])
  const looked = base.filters.orgunit ?? base.scope.orgunit
  const goalOfKey = (key: Row['key']): Row => {
    const unit = key.unit ?? looked
    const product = key.product ?? base.filters.product ?? null
    const sums = (key.month === undefined ? months : [key.month])
      .map((month) => goalFor(set, unit, product, month))
      .filter((value) => value !== null)
    return { key, value: sums.length === 0 ? null : sums.reduce((a, b) => a + b, 0) }
  }
  const keys = new Map(
    [...actual.map((row) => row.key), ...keysWithGoals(set, base, looked)].map((key) => [JSON.stringify(key), key]),
  )
  return share(actual, [...keys.values()].map(goalOfKey)).map((row) =>
    row.denominator === 0 ? { ...row, denominator: null } : row,
  )
}

/** Keys that have a goal, so that a unit or product with nothing done yet shows as 0, not as missing. */
export const keysWithGoals = (
  set: readonly Goal[],
  { by, filters, depth: asked }: Pick<Base, 'by' | 'filters' | 'depth'>,
  looked: string,
): Row['key'][] => {
  const depth = asked ?? depthBelow(looked)
  return set
    .filter((goal) => filters.product === undefined || goal.product === filters.product)
    .filter((goal) => !by.includes('product') || goal.product !== '')
    .filter(({ orgunit }) => orgunit !== headOffice || !by.includes('unit'))
    .filter(({ orgunit }) => looked === headOffice || orgunit === looked || orgunit.startsWith(`${looked}-`))
    .filter(({ orgunit }) => !by.includes('unit') || orgunit.split('-').length >= depth)
    .map((goal) =>
      Object.fromEntries(
        by.map((dimension) => [
          dimension,
          dimension === 'unit'
            ? goal.orgunit.split('-').slice(0, depth).join('-')
            : dimension === 'product'
              ? goal.product
              : goal.month,
        ]),
      ),
    )
}

const byKey = (by: readonly Dimension[]) => (a: Row, b: Row) => {
  for (const dimension of by) {
    const [x, y] = [a.key[dimension] ?? '', b.key[dimension] ?? '']
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
