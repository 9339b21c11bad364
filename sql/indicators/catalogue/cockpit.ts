import { type Cockpit, type Dimension, type Formula, type Indicator, indicator, type Part } from '../indicator.ts'
import { quantileOfMap } from '../quantile.ts'
import type { ClientKind } from '../visits.ts'

export const bySpan = ['day', 'week', 'month', 'unit', 'orgunit'] as const
export const byVisit = [...bySpan, 'channel', 'business', 'hour'] as const

/** Rows of `events` of one or more types, with what else must hold. */
export const eventRows =
  (type: string, more = '1') =>
  (value = 'countIf({rows})'): Part => ({ table: 'events', value, where: `type = '${type}' AND (${more})` })

/** Visits of one kind of customers. */
export const visitRows =
  (kind: ClientKind) =>
  (where: string, value = 'countIf({rows})'): Part => ({
    table: `${kind}Visits`,
    value,
    where,
  })

/** Counter time that customers took, of the counter time that was staffed. */
export const utilisation = (kind: ClientKind): Formula => ({
  kind: 'ratio',
  numerator: eventRows(
    'counter.served',
    `client_kind = '${kind}' AND channel = 'counter'`,
  )('sumIf(ifNull(duration_seconds, 0), {rows})'),
  denominator: {
    table: 'staffedSpans',
    value: 'sumIf(windows * seconds, {rows})',
    where: `client_kind = '${kind}'`,
  },
})

/** Quantile of whole seconds by nearest rank. */
export const secondsOf = (seconds: string, level: number): string =>
  quantileOfMap(`sumMapIf([toInt64(assumeNotNull(${seconds}))], [toInt64(1)], {rows})`, level)

export const sumOf = (value: string): string => `toInt64(sumIf(ifNull(${value}, 0), {rows}))`
/** A sum or count over how many there are, null where there are none. */
export const perOne = (above: string, below: string): string => `if(${below} = 0, NULL, ${above} / ${below})`
export const wholePerOne = (above: string, below: string): string =>
  `if(${below} = 0, NULL, intDiv(${above}, toInt64(${below})))`

export const value = (of: Part): Formula => ({ kind: 'value', of })
export const ratio = (numerator: Part, denominator: Part): Formula => ({ kind: 'ratio', numerator, denominator })

/** Words as `zh | en`. */
const words = (both: string) => {
  const [zh, en] = both.split(' | ') as [string, string]
  return { zh, en }
}

type Entry = Pick<Indicator, 'unit' | 'formula' | 'better' | 'goals' | 'additive'> & {
  readonly id: string
  readonly name: string
  readonly definition: string
  readonly by?: readonly Dimension[]
}

/** Indicators of one section of the cockpit. */
export const section = (cockpit: Cockpit, by: readonly Dimension[], entries: readonly Entry[]): Indicator[] =>
  entries.map(({ id, name, definition, ...rest }) =>
    indicator({
      by,
      over: 'period',
      owner: 'branches',
      ...rest,
      id: `${cockpit.group}.${id}`,
      name: words(name),
      definition: words(definition),
      cockpit,
    }),
  )
