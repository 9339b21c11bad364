import { isOrgunit } from '@mingjing/rules/events/orgunit.ts'
import { eq } from 'drizzle-orm'
import { inScope } from '../../access/predicates.ts'
import { may, type Scope } from '../../access/scope.ts'
import type { Db } from '../../postgres/connect.ts'
import { orgUnits } from '../../postgres/schema.ts'
import { indicatorNamed } from '../catalogue.ts'
import type { Dimension, Indicator } from '../indicator.ts'
import { depthBelow } from '../tables.ts'
import { grainsOf } from './grain.ts'
import { problemOfValue } from './known-values.ts'
import { levels, mostCells, mostDimensions, mostIndicators, type Query, type Refused, refused } from './question.ts'

/** What goals are set by, as groups and as what a query is narrowed to. */
const goalGroups: readonly Dimension[] = ['month', 'unit', 'product']
const goalFilters: readonly Dimension[] = ['orgunit', 'product']

/** Why the catalogue or the caller's rights leave a query without an answer; null when there is one. */
export const problemOfQuery = async (db: Db, scope: Scope, query: Query): Promise<Refused | null> =>
  problemOfIndicators(scope, query) ??
  problemOfGroups(scope, query) ??
  problemOfGoals(query) ??
  (await problemOfFilters(db, scope, query))

const entriesOf = ({ indicators }: Query): Indicator[] => indicators.map((id) => indicatorNamed(id)!)

const problemOfIndicators = (scope: Scope, { indicators }: Query): Refused | null => {
  if (indicators.length === 0) return refused('indicator', 'name at least one')
  if (indicators.length > mostIndicators) return refused('indicator', `at most ${mostIndicators}`)
  if (new Set(indicators).size < indicators.length) return refused('indicator', 'named more than once')
  for (const id of indicators) {
    const entry = indicatorNamed(id)
    if (entry === undefined) return refused('indicator', `no such indicator: ${id}`)
    if (!may(scope, entry.needs ?? 'indicators:read')) return { kind: 'not-permitted', at: 'indicator', why: id }
  }
  return null
}

const problemOfGroups = (scope: Scope, query: Query): Refused | null => {
  const { by, level, limit, indicators, order, filters } = query
  if (by.length > mostDimensions) return refused('by', `at most ${mostDimensions} dimensions`)
  if (new Set(by).size < by.length) return refused('by', 'named more than once')
  if (by.includes('minute')) return refused('by', 'no groups by minute; days are the finest')
  if (grainsOf(by).length > 1) return refused('by', `one of ${grainsOf(by).join(', ')}`)
  for (const entry of entriesOf(query)) {
    const strange = by.find((dimension) => !entry.by.includes(dimension))
    if (strange !== undefined)
      return refused('by', `${entry.id} is not broken down by ${strange} (by ${entry.by.join(', ') || 'nothing'})`)
    if (level !== undefined && entry.formula.kind === 'attainment')
      return refused('level', `${entry.id} is told for the level below the unit only`)
  }
  if (level !== undefined) {
    if (!by.includes('unit')) return refused('level', 'says what `unit` means, and `by` has no unit')
    if (levels[level] < depthBelow(filters.orgunit ?? scope.orgunit))
      return refused('level', 'not below the unit looked at')
  }
  if (limit < 1 || limit * indicators.length > mostCells)
    return refused('limit', `1 … ${mostCells / indicators.length} for ${indicators.length} indicators`)
  if (order !== undefined && !(by as readonly string[]).includes(order.of) && !indicators.includes(order.of))
    return refused('order', `none of the indicators and dimensions asked for: ${order.of}`)
  return null
}

const problemOfGoals = (query: Query): Refused | null => {
  if (query.compare !== 'goal') return null
  const without = entriesOf(query).find(({ goals }) => goals !== true)
  if (without !== undefined) return refused('compare', `no goals are set for ${without.id}`)
  const foreign =
    query.by.find((name) => !goalGroups.includes(name)) ??
    (Object.keys(query.filters) as Dimension[]).find((name) => !goalFilters.includes(name))
  return foreign === undefined
    ? null
    : refused('compare', `goals are set by month, unit and product, not by ${foreign}`)
}

const problemOfFilters = async (db: Db, scope: Scope, { filters }: Query): Promise<Refused | null> => {
  for (const [name, value] of Object.entries(filters)) {
    const problem = name === 'orgunit' ? null : problemOfValue(name as Dimension, value)
    if (problem !== null) return refused(name, problem)
  }
  const unit = filters.orgunit
  if (unit === undefined) return null
  if (!isOrgunit(unit)) return refused('orgunit', `not the id of a unit: ${unit}`)
  if (!inScope(scope, unit)) return { kind: 'not-permitted', at: 'orgunit', why: unit }
  const [found] = await db.select({ id: orgUnits.id }).from(orgUnits).where(eq(orgUnits.id, unit))
  return found === undefined ? refused('orgunit', `no such unit: ${unit}`) : null
}
