import { defaultCalendar } from '@mingjing/rules/calendar/named.ts'
import { readInputs } from '../bundle/inputs.ts'
import type { Db } from '../postgres/connect.ts'
import { type GivenYears, goBy } from './bank-days.ts'

/** The years of the bank's calendar that people have given a table, as they stand. */
export const givenYears = async (db: Db): Promise<GivenYears> => (await readInputs(db)).calendars[defaultCalendar] ?? {}

/** Takes the bank's days up in this process as they stand in the database. */
export const takeBankDays = async (db: Db): Promise<void> => goBy(await givenYears(db))

/** How far a process may be behind, ms, that hears no notices; {@link ./replan.ts} waits longer. */
export const inStepWithin = 10_000
const readAt = new WeakMap<Db, number>()

/** The same, unless it was done a moment ago. */
export const keepInStep = async (db: Db, now: number): Promise<void> => {
  if (now - (readAt.get(db) ?? 0) < inStepWithin) return
  readAt.set(db, now)
  await takeBankDays(db)
}
