import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Block } from '../block/block.ts'
import { blockRow, deadlineRows, eventRows, hitRows, milestoneRows } from '../block/rows.ts'
import { fault } from '../fault.ts'
import { type Plan, tokenOf } from '../plan/plan.ts'

/** The tables of a block in the order they are written, `blocks` last: where its row is, the others are. */
const tables = [
  { name: 'events', rows: eventRows },
  { name: 'hits', rows: hitRows },
  { name: 'milestones', rows: milestoneRows },
  { name: 'deadlines', rows: deadlineRows },
  { name: 'blocks', rows: blockRow },
] as const

export interface TableRows {
  readonly table: string
  /** JSONEachRow text, never empty. */
  readonly text: string
  readonly token: string
}

/** The rows of a block, encoded once however often they are written. */
export const encode = (block: Block): TableRows[] =>
  tables
    .map(({ name, rows }) => ({ table: name, text: rows(block), token: tokenOf(block.plan, name) }))
    .filter(({ text }) => text !== '')

/** Does one insert until it succeeds. */
type Persist = (work: () => Promise<void>) => Promise<void>

/**
 * Writes a block's rows. Each insert carries the token of its block and table, so that writing again, by this process
 * or by the one that recovers the partition, changes nothing and repairs what was left half-way.
 */
export const writeRows = async (
  clickhouse: ClickHouse,
  rows: readonly TableRows[],
  persist: Persist,
): Promise<void> => {
  for (const { table, text, token } of rows) {
    await persist(() => clickhouse.insert(table, text, { token: sabotaged(token) }))
    fault('between-tables')
  }
}

/**
 * Whether all rows of a block are there already, views included: `blocks` is written once the other inserts were
 * acknowledged, and feeds no view itself. Then writing again would only rely on tokens that may be forgotten by now.
 */
export const isWritten = async (clickhouse: ClickHouse, plan: Plan): Promise<boolean> => {
  const { topic, partition, seq } = plan
  const rows = await clickhouse.query<{ seq: number }>(
    `SELECT seq FROM blocks
     WHERE topic = {topic:String} AND partition = {partition:UInt16} AND seq = {seq:UInt64} LIMIT 1`,
    { topic, partition, seq },
  )
  return rows.length > 0
}

/** MINGJING_SABOTAGE=no-token breaks the promise on purpose: the recovery test must turn red with it. */
const sabotaged =
  process.env.MINGJING_SABOTAGE === 'no-token'
    ? (token: string) => `${token}:${process.pid}:${process.hrtime.bigint()}`
    : (token: string) => token
