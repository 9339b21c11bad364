import { type Dimension, dimensions } from '../indicator.ts'
import { isDay } from '../period.ts'
import {
  type Compare,
  comparisons,
  defaultRows,
  type LevelName,
  levels,
  type Query,
  type Refused,
  refused,
} from './question.ts'

/** By minute is for live charts; a unit is narrowed to by `orgunit`, itself and everything below it. */
const notFilters: readonly Dimension[] = ['minute', 'unit']
const own = ['indicator', 'by', 'level', 'period', 'from', 'to', 'compare', 'window', 'order', 'limit']

/** A query as an address says it, every name and shape judged; whether the catalogue can answer it is ./check.ts's to say. */
export const readQuery = (parameters: URLSearchParams): Query | Refused => {
  const names = [...new Set(parameters.keys())]
  const strange = names.find((name) => !own.includes(name) && !isFilter(name))
  if (strange !== undefined) return refused(strange, 'no such parameter and no dimension to narrow to')
  const twice = names.find((name) => name !== 'indicator' && name !== 'by' && parameters.getAll(name).length > 1)
  if (twice !== undefined) return refused(twice, 'given more than once')

  const by = listed(parameters, 'by')
  const strangeBy = by.find((name) => !(dimensions as readonly string[]).includes(name))
  if (strangeBy !== undefined) return refused('by', `no such dimension: ${strangeBy}`)
  const level = parameters.get('level') ?? undefined
  if (level !== undefined && !Object.hasOwn(levels, level))
    return refused('level', `one of ${Object.keys(levels).join(', ')}`)
  const compare = parameters.get('compare') ?? undefined
  if (compare !== undefined && !(comparisons as readonly string[]).includes(compare))
    return refused('compare', `one of ${comparisons.join(', ')}`)
  const whole = ['window', 'limit'].find((name) => parameters.has(name) && !/^\d{1,6}$/.test(parameters.get(name)!))
  if (whole !== undefined) return refused(whole, 'a whole number')
  const period = readPeriod(parameters)
  if ('kind' in period) return period
  const order = parameters.get('order')
  return {
    indicators: listed(parameters, 'indicator'),
    by: by as Dimension[],
    level: level as LevelName | undefined,
    filters: Object.fromEntries([...parameters].filter(([name]) => isFilter(name))),
    period,
    compare: compare as Compare | undefined,
    window: parameters.has('window') ? Number(parameters.get('window')) : undefined,
    order: order === null ? undefined : { of: order.replace(/^-/, ''), descending: order.startsWith('-') },
    limit: Number(parameters.get('limit') ?? defaultRows),
  }
}

export const isFilter = (name: string): boolean =>
  (dimensions as readonly string[]).includes(name) && !(notFilters as readonly string[]).includes(name)

const listed = (parameters: URLSearchParams, name: string): string[] =>
  parameters
    .getAll(name)
    .flatMap((each) => each.split(','))
    .filter((each) => each !== '')

const readPeriod = (parameters: URLSearchParams): Query['period'] | Refused => {
  const [named, from, to] = ['period', 'from', 'to'].map((name) => parameters.get(name))
  if (named != null) {
    if (from != null || to != null) return refused('period', 'either a named period or from and to')
    return { named }
  }
  if (from == null && to == null) return { named: 'last-30-days' }
  if (from == null || !isDay(from)) return refused('from', 'the first day, YYYY-MM-DD')
  if (to == null || !isDay(to)) return refused('to', 'the day after the last, YYYY-MM-DD')
  return { from, to }
}
