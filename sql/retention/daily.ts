import type { Db } from '../postgres/connect.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'
import { type Kept, preview, type RetentionStores, retain } from './retain.ts'

/** What was deleted last, and what the next months' first run would delete as things stand. Moments are epoch ms. */
export interface Retained {
  readonly at: number
  readonly done: readonly Kept[]
  readonly next: readonly Kept[]
  /** From when on that lies beyond its period. */
  readonly nextAt: number
}

const lastKey = 'retention.last'
/** A run every day, at about the time of the one before. */
const everyMs = 20 * 3_600_000

/** Periods end with a month. */
const nextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))

/** Deletes what is beyond its period and keeps what came of it for the page. */
export const retainOnRecord = async (stores: RetentionStores, now: Date): Promise<Retained> => {
  const done = await retain(stores, now)
  const then = nextMonth(now)
  const retained = { at: now.getTime(), done, next: await preview(stores, then), nextAt: then.getTime() }
  await writeSetting(stores.db, lastKey, retained)
  return retained
}

/** The same once a day; null when it is not yet time. */
export const retainDaily = async (stores: RetentionStores, now: Date): Promise<Retained | null> => {
  const last = await lastRetained(stores.db)
  return last !== null && now.getTime() - last.at < everyMs ? null : retainOnRecord(stores, now)
}

export const lastRetained = (db: Db): Promise<Retained | null> => readSetting<Retained>(db, lastKey)
