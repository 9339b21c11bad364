import { asc, lte } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { updateRecords } from '../postgres/record-set.ts'
import { issues } from '../postgres/schema.ts'
import { actorRiskOf, foundedAbout } from './actor-risk.ts'
import { weigh } from './priority.ts'

/** Issues of one run. */
const atOnce = 500

/**
 * Weighs issues anew whose time has come: the limit came nearer, or who is concerned has another record by now. It makes
 * no version: nobody did anything. @returns how many were looked at
 */
export const weighAnew = (db: Db, now: Date): Promise<number> =>
  db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(issues)
      .where(lte(issues.weighAt, now))
      .orderBy(asc(issues.weighAt))
      .limit(atOnce)
      .for('update', { skipLocked: true })
    const record = await foundedAbout(
      tx,
      due.flatMap(({ actors }) => actors),
      now,
    )
    const weighed = due.map((issue) => {
      const actorRisk = actorRiskOf(issue, record)
      return { id: issue.id, actorRisk, ...weigh({ ...issue, actorRisk }, now) }
    })
    await updateRecords(tx, issues, weighed, ['actorRisk', 'priority', 'weighAt'])
    return due.length
  })
