import { mostLabels } from '@mingjing/sql/labels/export.ts'
import type { CampaignList } from '@mingjing/sql/queries/campaign-list.ts'
import { type Cell, csvOf } from '../csv.ts'
import type { Asked } from './asked.ts'

/** A moment of the bank: `2026-03-01T10:00:00.000+08:00`. */
const bankMoment = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`

export interface Head {
  asked: Pick<Asked, 'period' | 'window' | 'filters'>
  unit: string
  /** Who takes it, when, and the moment up to which events are in it; epoch ms. */
  personId: string
  now: number
  asOf: number
}

const columns = [
  ...['customer', 'campaign', 'segment', 'product', 'orgunit', 'first_channel', 'first_agent', 'group'],
  ...['step', 'bought', 'window_ended', 'contacts', 'amount_fen', 'targeted_at'],
]

/** The labels as CSV: lines of head, each `# name,value`, then the columns, then a row a customer and campaign. */
export const labelsCsv = (list: CampaignList, { asked, unit, personId, now, asOf }: Head): string => {
  const head: Cell[][] = [
    ['# export', 'campaign labels'],
    ['# taken by', personId],
    ['# taken at', bankMoment(now)],
    ['# as of', bankMoment(asOf)],
    ['# listed from', asked.period.from],
    ['# listed before', asked.period.to],
    ['# conversion window, days', asked.window],
    ['# orgunit', unit],
    ...Object.entries(asked.filters).map(([name, value]): Cell[] => [`# ${name}`, value]),
    ['# rows', list.rows.length],
    ['# rows there are', list.count],
    ['# most rows of an export', mostLabels],
  ]
  const rows = list.rows.map((row): Cell[] => [
    ...[row.customer, row.campaign, row.segment, row.product, row.orgunit, row.channel, row.actor],
    ...[row.control ? 'control' : 'target', row.rung, row.purchased, row.settled, row.contacts, row.spent],
    bankMoment(row.targetedAt),
  ])
  return csvOf([...head, columns, ...rows])
}
