import { desc, eq, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { gaps } from '../postgres/schema.ts'
import { seesWholeBank } from './engine-room.ts'

const { id, kind, topic, partition, seq, source, eventId, type, orgunit, eventTime, behindMs, seenAt, recheckedAt } =
  gaps
const { ruleId, ruleVersion, budget, recheckedUntil } = gaps

/** Rules stopped of which the ledger shows the newest, however many events came late since. */
const stoppedShown = 20

/** What keyed rules did not see in time, and rules stopped by their budgets, newest first. None unless the person sees the whole bank. */
export const newestGaps = async (db: Db, scope: Scope, limit: number) => {
  const newest = (of: 'late' | 'stopped-rule', most: number) =>
    db
      .select({
        ...{
          id,
          kind,
          topic,
          partition,
          seq,
          source,
          eventId,
          type,
          orgunit,
          eventTime,
          behindMs,
          seenAt,
          recheckedAt,
        },
        ...{ ruleId, ruleVersion, budget, recheckedUntil },
      })
      .from(gaps)
      .where(seesWholeBank(scope) ? eq(kind, of) : sql`false`)
      .orderBy(desc(seenAt), desc(id))
      .limit(most)
  const [late, stopped] = await Promise.all([newest('late', limit), newest('stopped-rule', stoppedShown)])
  return [...stopped, ...late].sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime())
}

/** Rules that are stopped, as `id@version`, and the event time up to which they, and SQL in their place, have judged, epoch ms. */
export const stoppedRules = async (db: Db): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .select({ ruleId, ruleVersion, eventTime, recheckedUntil })
    .from(gaps)
    .where(eq(kind, 'stopped-rule'))
  const judged = new Map<string, number>()
  for (const row of rows) {
    const name = `${row.ruleId}@${row.ruleVersion}`
    const until = (row.recheckedUntil ?? row.eventTime!).getTime()
    judged.set(name, Math.min(judged.get(name) ?? until, until))
  }
  return judged
}
