import { desc, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { gaps } from '../postgres/schema.ts'
import { seesWholeBank } from './engine-room.ts'

const { id, kind, topic, partition, seq, source, eventId, type, orgunit, eventTime, behindMs, seenAt, recheckedAt } =
  gaps

/** What keyed rules did not see in time, newest first. None unless the person sees the whole bank. */
export const newestGaps = (db: Db, scope: Scope, limit: number) =>
  db
    .select({
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
    })
    .from(gaps)
    .where(seesWholeBank(scope) ? undefined : sql`false`)
    .orderBy(desc(gaps.seenAt), desc(gaps.id))
    .limit(limit)
