import type { Scope } from '../../access/scope.ts'
import { goalsOfSeveral } from '../../goals/goals.ts'
import { reach } from '../../queries/reach.ts'
import type { Indicator } from '../indicator.ts'
import { comparisonPeriod, dayOf, monthsOf, type Period } from '../period.ts'
import type { Stores } from '../read-together.ts'
import { type IndicatorAnswer, type IndicatorOutcome, type Row, runIndicators } from '../run.ts'
import { depthBelow } from '../tables.ts'
import { groupsAddUp } from './adds-up.ts'
import { problemOfQuery } from './check.ts'
import { type Cell, type Column, columnOf, type Pairing } from './columns.ts'
import { grainsOf, isFinished, pairsOf, spansOf } from './grain.ts'
import { namedPeriod, periodNames } from './named-period.ts'
import { type Compare, levels, mostGroups, type Query, type Refused, refused } from './question.ts'

/** By the indicator's id. */
export type Cells = Readonly<Record<string, Cell>>
export interface Group {
  readonly key: Row['key']
  readonly cells: Cells
}

export interface QueryAnswer {
  readonly kind: 'ok'
  readonly indicators: readonly { readonly entry: Indicator; readonly addsUp: boolean }[]
  readonly period: Period
  /** The watermark, epoch ms: everything before it is in the numbers. Null before the first block. */
  readonly asOf: number | null
  /** Whether events reach to the end of the period. */
  readonly finished: boolean
  /** Days, weeks or months asked for that events do not reach to the end of. */
  readonly unfinished: readonly string[]
  /** Those the period covers in part only. */
  readonly partial: readonly string[]
  /** The days compared with; null of goals. */
  readonly comparison: { readonly kind: Compare; readonly period: Period | null } | null
  readonly totals: Cells
  readonly rows: readonly Group[]
  /** Groups there are, and how many of them the limit left out of `rows`. */
  readonly groups: number
  readonly leftOut: number
}

/**
 * Several numbers of the catalogue by the same groups over one period, for somebody: each is what `runIndicators` gives,
 * so that a query and a page cannot differ. A total is counted, never added up from the groups.
 */
export const runQuery = async (
  stores: Stores,
  scope: Scope,
  query: Query,
  now = Date.now(),
): Promise<QueryAnswer | Refused> => {
  const problem = await problemOfQuery(stores.postgres.db, scope, query)
  if (problem !== null) return problem
  const today = dayOf((await reach(stores.clickhouse)).watermark ?? now)
  const period = 'named' in query.period ? namedPeriod(query.period.named, today) : query.period
  if (period === null) return refused('period', `one of ${periodNames.join(', ')}`)

  const { by, filters, window, compare } = query
  const earlier = compare === 'goal' ? undefined : compare
  const other = earlier === undefined ? null : comparisonPeriod(period, earlier)
  const pairing = pairingOf(query, period, other)
  if (pairing !== null && 'kind' in pairing) return pairing

  const depth = query.level && levels[query.level]
  const shared = { ...period, by, depth, filters, window, compare: earlier, most: mostGroups, now }
  const outcomes = await runIndicators(
    stores,
    scope,
    query.indicators.map((id) => ({ ...shared, id })),
  )
  const answers = outcomes.filter((outcome): outcome is IndicatorAnswer => outcome.kind === 'ok')
  const failed = outcomes.findIndex(({ kind }) => kind !== 'ok')
  if (failed >= 0) return refusalOf(query.indicators[failed]!, outcomes[failed]!)

  const unit = filters.orgunit ?? scope.orgunit
  const looked = { unit, product: filters.product ?? null, period, depth: depth ?? depthBelow(unit) }
  const goals = compare === 'goal' ? await goalsOfSeveral(stores.postgres.db, query.indicators, monthsOf(period)) : null
  const columns = answers.map((answer) =>
    columnOf(answer, query, looked, pairing, goals && (goals.get(answer.indicator.id) ?? [])),
  )
  const groups = groupsOf(columns, query)
  const asOf = answers[0]!.asOf
  const spans = grainsOf(by).flatMap((grain) => spansOf(grain, period))
  return {
    kind: 'ok',
    indicators: answers.map(({ indicator }) => ({ entry: indicator, addsUp: groupsAddUp(indicator, by) })),
    period,
    asOf,
    finished: isFinished(period, asOf),
    unfinished: spans.filter((span) => !isFinished(span, asOf)).map(({ key }) => key),
    partial: spans.filter(({ partial }) => partial).map(({ key }) => key),
    comparison: compare === undefined ? null : { kind: compare, period: other },
    totals: Object.fromEntries(columns.map(({ id, total }) => [id, total])),
    rows: groups.slice(0, query.limit),
    groups: groups.length,
    leftOut: Math.max(0, groups.length - query.limit),
  }
}

const pairingOf = ({ by }: Query, period: Period, other: Period | null): Pairing | Refused | null => {
  const [grain] = grainsOf(by)
  if (grain === undefined || other === null) return null
  const pairs = pairsOf(grain, period, other)
  return pairs === null
    ? refused(
        'compare',
        `${other.from} does not stand in its ${grain} where ${period.from} does, so no ${grain} compares`,
      )
    : { grain, pairs }
}

/** What the catalogue itself refuses, under the name of the query's parameter. */
const refusalOf = (id: string, outcome: IndicatorOutcome): Refused => {
  if (outcome.kind !== 'bad-request') return { kind: 'not-permitted', at: 'indicator', why: id }
  return outcome.problem === 'rows'
    ? refused('by', `more than ${mostGroups} groups; ask for fewer dimensions or narrow the query`)
    : refused(outcome.problem, `${id} cannot be asked for that`)
}

const groupsOf = (columns: readonly Column[], { by, order }: Query): Group[] => {
  const keys = [...new Map(columns.flatMap((column) => [...column.keys])).values()]
  const groups = keys.map((key) => ({ key, cells: Object.fromEntries(columns.map(({ id, cell }) => [id, cell(key)])) }))
  const byKey = (a: Group, b: Group): number => {
    for (const dimension of by) {
      const [x, y] = [a.key[dimension] ?? '', b.key[dimension] ?? '']
      if (x !== y) return (x < y ? -1 : 1) * (order?.of === dimension && order.descending ? -1 : 1)
    }
    return 0
  }
  if (order === undefined) return groups.sort(byKey)
  const { of, descending } = order
  const dimension = by.find((each) => each === of)
  if (dimension !== undefined)
    return groups.sort((a, b) => compareTexts(a.key[dimension], b.key[dimension], descending) || byKey(a, b))
  // What has no number comes last, whichever way.
  return groups.sort((a, b) => {
    const [x, y] = [a, b].map(({ cells }) => cells[of]!.value)
    if (x === null || y === null) return x === y ? byKey(a, b) : x === null ? 1 : -1
    return (descending ? y! - x! : x! - y!) || byKey(a, b)
  })
}

const compareTexts = (a = '', b = '', descending: boolean): number => (a === b ? 0 : a < b === descending ? 1 : -1)
