import { catalogue } from '@mingjing/rules/events/catalogue.ts'
import { moment, quoted } from '../clickhouse/bind.ts'
import type { Reach } from '../postgres/reach.ts'
import type { Erased } from '../postgres/retention-tables.ts'
import { freeEvents, freeHits, freeMilestones } from './keep.ts'
import { familyKinds, type RecordKindId } from './kinds.ts'

/** A table of ClickHouse of which records are deleted, a month at a time. */
export interface AgeingTable {
  readonly table: 'events' | 'hits' | 'milestones'
  /** The column that names the month's partition. */
  readonly time: 'time' | 'at'
  /** What records of the kind are. */
  readonly are: string
  /** What has to hold besides before one may go; asked of the whole table. */
  readonly also: (cutoff: number) => string
  readonly free: (run: string) => string
  /** How rows are counted, so that what is counted from what is left can be held against sums of all there ever was. */
  readonly by: string
  readonly sums: string
}

const typesOf = (kind: RecordKindId): string => {
  const types = catalogue.filter(({ name }) => familyKinds[name.split('.')[0] as keyof typeof familyKinds] === kind)
  return types.map(({ name }) => quoted(name)).join(', ')
}

const events = (kind: RecordKindId): AgeingTable => ({
  ...{ table: 'events', time: 'time', are: `type IN (${typesOf(kind)})`, free: freeEvents },
  also: kind === 'events.identity' ? silent : () => '1',
  ...{ by: 'topic, partition, type', sums: 'count() AS rows' },
})

/** The end of a relationship is not told to us: it is taken to last while anything of the customer happens. */
const silent = (cutoff: number): string => {
  const since = `FROM events WHERE time >= ${moment(cutoff)}`
  return `subject NOT IN (SELECT subject ${since})
    AND ifNull(customer, '') NOT IN (SELECT assumeNotNull(customer) ${since} AND customer IS NOT NULL)
    AND subject NOT IN (SELECT subject FROM events WHERE customer IN (SELECT customer ${since} AND customer IS NOT NULL))`
}

export const ageingTables = {
  'events.transactions': events('events.transactions'),
  'events.identity': events('events.identity'),
  'events.credit': events('events.credit'),
  'events.service': events('events.service'),
  hits: {
    ...{ table: 'hits', time: 'at', are: '1', also: () => '1', free: freeHits },
    by: 'rule_id AS rule',
    sums: `count() AS rows, sum(toInt64(sign)) AS net,
      sumIf(toInt64(sign), opens = 'issue' AND NOT startsWith(step, 'remind')) AS opening`,
  },
  milestones: {
    ...{ table: 'milestones', time: 'at', are: '1', also: () => '1', free: freeMilestones },
    ...{ by: 'step', sums: 'count() AS rows' },
  },
} as const satisfies Partial<Record<RecordKindId, AgeingTable>>
export type AgeingKind = keyof typeof ageingTables
export const ageingKinds = Object.keys(ageingTables) as AgeingKind[]

export interface Stretch {
  /** `202601`; every month when null. */
  readonly month: string | null
  readonly cutoff: Date
  /** Rows of later blocks are not looked at: they may still be being written. */
  readonly reach: readonly Reach[]
}

/** Rows of a kind that lie beyond their period, held or not. What it matches changes by deletion only. */
export const beyond = ({ table, time, are }: AgeingTable, { month, cutoff, reach }: Stretch): string => {
  const blocks = reach.map(
    ({ topic, partition, seq }) =>
      `(${table === 'events' ? `topic = ${quoted(topic)} AND ` : ''}partition = ${partition} AND seq <= ${seq})`,
  )
  return [
    are,
    `${time} < ${moment(cutoff.getTime())}`,
    ...(month === null ? [] : [`toYYYYMM(${time}) = ${Number(month)}`]),
    `(${blocks.length === 0 ? '0' : blocks.join(' OR ')})`,
  ].join(' AND ')
}

export const rowsIn = (erased: readonly Erased[]): number => erased.reduce((sum, { rows }) => sum + rows, 0)
