import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { moment, quoted } from '../clickhouse/bind.ts'
import { deadlinesNow } from '../timeliness/deadlines-now.ts'
import { campaignCustomers, targetedDays } from './campaign-customers.ts'
import type { Dimension, TableName } from './indicator.ts'
import { contractMonths, contractStages, debtorDays, overdueAges, overdueEntries } from './overdue.ts'
import { bankZone, type Period, startOfDay } from './period.ts'
import { type ClientKind, corporateBalances, staffedSpans, visits } from './visits.ts'

/** What is asked of a table: days, and how deep into the organisation. */
export interface Asking {
  readonly period: Period
  /** Minutes instead of days, epoch ms; only where `by` has `minute`. */
  readonly minutes: { readonly from: number; readonly to: number } | null
  /** Parts of the ids that `unit` gives: 1 branches, 2 sub-branches, 3 outlets. */
  readonly depth: number
  /** Days within which a campaign's contacts and answers count. */
  readonly window: number
  /** The moment up to which events were judged, epoch ms. */
  readonly asOf: number
  /** Which moment of an issue counts it into the period. */
  readonly at: string
}

export interface Table {
  readonly engine: 'clickhouse' | 'postgres'
  readonly from: (asking: Asking) => string
  /** The rows of the period; absent where a table tells only how things stand. */
  readonly period?: (asking: Asking) => string
  readonly dimensions: Partial<Record<Dimension, (asking: Asking) => string>>
  /** Absent: the rows are the whole bank's and belong to no unit. */
  readonly orgunit?: string
  readonly product?: string
  readonly channel?: string
  /** Column of the issue class, when rows carry one. */
  readonly class?: string
  /** Column of the staff id of whom a finding is about: nobody counts those about themself. */
  readonly about?: string
}

const always = (expression: string) => () => expression

/** Parts of the id of the units one level below a unit. */
export const depthBelow = (unit: string): number => (unit === headOffice ? 1 : unit.split('-').length + 1)

const clickhouseUnit = ({ depth }: Asking): string =>
  `arrayStringConcat(arraySlice(splitByChar('-', toString(orgunit)), 1, ${depth}), '-')`

const days = (column: string) => ({
  day: always(`toString(${column})`),
  week: always(`toString(toMonday(${column}))`),
  month: always(`formatDateTime(${column}, '%Y-%m')`),
})
const momentDays = (column: string) => days(`toDate(${column}, '${bankZone}')`)
const alwaysIn = (...columns: Dimension[]) => Object.fromEntries(columns.map((column) => [column, always(column)]))

const within = (column: string) => (asking: Asking) =>
  `${column} >= ${moment(asking.minutes?.from ?? startOfDay(asking.period.from))}
   AND ${column} < ${moment(asking.minutes?.to ?? startOfDay(asking.period.to))}`
const withinDays = ({ period }: Asking) => `day >= ${quoted(period.from)} AND day < ${quoted(period.to)}`

/** Sums by day, or by minute when minutes are asked for. */
const sums = (name: string) => ({
  from: (asking: Asking) => (asking.minutes === null ? `${name}_by_day` : `${name}_by_minute`),
  period: (asking: Asking) => (asking.minutes === null ? withinDays(asking) : within('minute')(asking)),
})
const minute = always("formatDateTime(minute, '%Y-%m-%dT%H:%i:00Z')")

const organisation = {
  orgunit: always('toString(orgunit)'),
  unit: clickhouseUnit,
  product: always('product'),
  channel: always('channel'),
}

const postgresDays = {
  day: ({ at }: Asking) => `to_char(${at} at time zone '${bankZone}', 'YYYY-MM-DD')`,
  week: ({ at }: Asking) => `to_char(date_trunc('week', ${at} at time zone '${bankZone}'), 'YYYY-MM-DD')`,
  month: ({ at }: Asking) => `to_char(${at} at time zone '${bankZone}', 'YYYY-MM')`,
}
const postgresWithin = ({ at, period }: Asking) =>
  `${at} >= to_timestamp(${startOfDay(period.from) / 1000}) and ${at} < to_timestamp(${startOfDay(period.to) / 1000})`

const ofContracts = (...more: Dimension[]) => ({ ...alwaysIn('orgunit', 'product', ...more), unit: clickhouseUnit })

/** Visits of one kind of customers. */
const visitsOf = (kind: ClientKind): Table => ({
  engine: 'clickhouse',
  from: ({ period }) => visits(period, kind),
  dimensions: {
    ...momentDays('visit_at'),
    ...alwaysIn('orgunit', 'channel', 'business'),
    unit: clickhouseUnit,
    hour: always(`leftPad(toString(toHour(toTimeZone(ifNull(came_at, visit_at), '${bankZone}'))), 2, '0')`),
  },
  orgunit: 'orgunit',
  channel: 'channel',
})

export const tables: Readonly<Record<TableName, Table>> = {
  events: {
    engine: 'clickhouse',
    from: always('events'),
    period: within('time'),
    dimensions: {
      ...momentDays('time'),
      ...organisation,
      product: always("ifNull(toString(product), '')"),
      channel: always("ifNull(toString(channel), '')"),
      type: always('type'),
      campaign: always("ifNull(campaign, '')"),
      segment: always("ifNull(segment, '')"),
      actor: always("ifNull(actor, '')"),
      business: always("ifNull(business, '')"),
      hour: always(`leftPad(toString(toHour(toTimeZone(time, '${bankZone}'))), 2, '0')`),
      stage: always("ifNull(toString(stage), '')"),
    },
    orgunit: 'orgunit',
    product: "ifNull(toString(product), '')",
    channel: "ifNull(toString(channel), '')",
  },
  campaignCustomers: {
    engine: 'clickhouse',
    from: ({ period, window }) => campaignCustomers(period, window),
    dimensions: {
      ...days(targetedDays),
      ...alwaysIn('orgunit', 'product', 'channel', 'campaign', 'segment', 'actor'),
      unit: clickhouseUnit,
    },
    orgunit: 'orgunit',
    product: 'product',
    channel: 'channel',
  },
  contractStages: {
    engine: 'clickhouse',
    from: ({ asOf }) => contractStages(asOf),
    dimensions: ofContracts('stage'),
    orgunit: 'orgunit',
    product: 'product',
  },
  contractMonths: {
    engine: 'clickhouse',
    from: ({ period, asOf }) => contractMonths(period, asOf),
    dimensions: { ...ofContracts('stage', 'month'), nextStage: always('next_stage') },
    orgunit: 'orgunit',
    product: 'product',
  },
  overdueEntries: {
    engine: 'clickhouse',
    from: ({ period, asOf }) => overdueEntries(period, asOf),
    dimensions: { ...ofContracts('stage'), ...momentDays('entered') },
    orgunit: 'orgunit',
    product: 'product',
  },
  overdueAges: {
    engine: 'clickhouse',
    from: ({ period, asOf }) => overdueAges(period, asOf),
    dimensions: { ...ofContracts('stage'), ...momentDays('entered'), age: always("leftPad(toString(age), 2, '0')") },
    orgunit: 'orgunit',
    product: 'product',
  },
  debtorDays: {
    engine: 'clickhouse',
    from: ({ period }) => debtorDays(period),
    dimensions: { ...ofContracts('actor'), ...days('called_on') },
    orgunit: 'orgunit',
    product: 'product',
  },
  personalVisits: visitsOf('personal'),
  corporateVisits: visitsOf('corporate'),
  staffedSpans: {
    engine: 'clickhouse',
    from: ({ period, asOf }) => staffedSpans(period, asOf),
    dimensions: { ...momentDays('began_at'), ...alwaysIn('orgunit'), unit: clickhouseUnit },
    orgunit: 'orgunit',
  },
  corporateBalances: {
    engine: 'clickhouse',
    from: ({ period }) => corporateBalances(period),
    dimensions: { ...alwaysIn('orgunit'), unit: clickhouseUnit },
    orgunit: 'orgunit',
  },
  eventSums: {
    engine: 'clickhouse',
    ...sums('events'),
    dimensions: { ...days('day'), minute, ...organisation, type: always('type') },
    orgunit: 'orgunit',
    product: 'product',
    channel: 'channel',
  },
  hitSums: {
    engine: 'clickhouse',
    ...sums('hits'),
    dimensions: {
      ...days('day'),
      minute,
      ...organisation,
      severity: always('severity'),
      stage: always('stage'),
      rule: always('rule_id'),
      class: always('class'),
    },
    orgunit: 'orgunit',
    product: 'product',
    channel: 'channel',
    class: 'class',
  },
  actorHits: {
    engine: 'clickhouse',
    from: always(`(SELECT * FROM hits WHERE ifNull(actor, '') != '' AND NOT startsWith(step, 'remind-'))`),
    period: within('at'),
    dimensions: {
      ...momentDays('at'),
      ...organisation,
      product: always("ifNull(toString(product), '')"),
      channel: always("ifNull(toString(channel), '')"),
      severity: always('severity'),
      stage: always('stage'),
      rule: always('rule_id'),
      class: always('class'),
      actor: always("ifNull(actor, '')"),
    },
    orgunit: 'orgunit',
    product: "ifNull(toString(product), '')",
    channel: "ifNull(toString(channel), '')",
    class: 'class',
    about: "ifNull(actor, '')",
  },
  milestoneSums: {
    engine: 'clickhouse',
    from: always('milestones_by_day'),
    period: withinDays,
    dimensions: { ...days('day'), ...organisation, decision: always('decision'), mode: always('mode') },
    orgunit: 'orgunit',
    product: 'product',
    channel: 'channel',
  },
  deadlines: {
    engine: 'clickhouse',
    from: always(deadlinesNow),
    period: within('settled_at'),
    dimensions: {
      ...momentDays('settled_at'),
      orgunit: always('toString(orgunit)'),
      unit: clickhouseUnit,
      product: always('product'),
      rule: always('rule_id'),
      actor: always("ifNull(actor, '')"),
    },
    orgunit: 'orgunit',
    product: 'product',
  },
  blocks: {
    engine: 'clickhouse',
    from: always('blocks'),
    period: within('clock'),
    dimensions: momentDays('clock'),
  },
  newestBlocks: {
    engine: 'clickhouse',
    from: always(`(SELECT argMax(blocks.clock, seq) AS clock, argMax(blocks.watermark, seq) AS watermark,
      argMax(blocks.open_deadlines, seq) AS open_deadlines FROM blocks GROUP BY topic, partition)`),
    dimensions: {},
  },
  issues: {
    engine: 'postgres',
    from: always('issues'),
    period: postgresWithin,
    dimensions: {
      ...postgresDays,
      orgunit: always('orgunit'),
      unit: ({ depth }) => `array_to_string((string_to_array(orgunit, '-'))[1:${depth}], '-')`,
      product: always("coalesce(product, '')"),
      channel: always("coalesce(channel, '')"),
      severity: always('severity'),
      stage: always('stage'),
      state: always('state'),
      class: always('class'),
      rule: always('unnest(rule_ids)'),
      origin: always('origin'),
    },
    orgunit: 'orgunit',
    product: 'product',
    channel: 'channel',
  },
  deadLetters: {
    engine: 'postgres',
    from: always('dead_letters'),
    period: postgresWithin,
    dimensions: { ...postgresDays, reason: always('code') },
  },
}
