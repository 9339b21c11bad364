import type { Db } from '../postgres/connect.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'
import { type RecordKindId, recordKinds } from './kinds.ts'

/** Months each kind is kept, where the bank says otherwise than {@link recordKinds}. */
export type Periods = Partial<Record<RecordKindId, number>>
const periodsKey = 'retention.periods'

/** Months in force, of every kind; never below the least, whatever the setting says. */
export const periodsInForce = async (db: Db): Promise<Record<RecordKindId, number>> => {
  const own = (await readSetting<Periods>(db, periodsKey)) ?? {}
  const months = recordKinds.map(({ id, usual, least }) => [id, Math.max(least, own[id] ?? usual)])
  return Object.fromEntries(months) as Record<RecordKindId, number>
}

/** Sets the period of a kind; in the transaction of the approval. */
export const setPeriod = async (tx: Db, kind: RecordKindId, months: number): Promise<void> =>
  writeSetting(tx, periodsKey, { ...(await readSetting<Periods>(tx, periodsKey)), [kind]: months })

/**
 * What is older may go: the beginning, in UTC, of the month in which a record would have been made whose period ends this
 * month. So a month of records goes whole, at most a month after its first record could.
 */
export const cutoffOf = (months: number, now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))
