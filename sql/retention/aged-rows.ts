import { and, inArray, isNotNull, lt, ne, not, sql } from 'drizzle-orm'
import type { ClickHouse } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Erased } from '../postgres/retention-tables.ts'
import {
  attachments,
  deadLetters,
  gaps,
  issues,
  notifications,
  sessions,
  suspiciousReports,
  vault,
} from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { unseal } from '../vault/seal.ts'
import type { Keep } from './keep.ts'
import type { RecordKindId } from './kinds.ts'
import { stillNamed } from './vault-tokens.ts'

/** What one looks at to say of each row whether it may go. */
export interface Looking {
  readonly db: Db
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  readonly keep: Keep
  readonly cutoff: Date
}

interface Aged {
  readonly id: string
  /** Whether a hold, or an issue, keeps it. */
  readonly held: boolean
  readonly topic?: string
  readonly partition?: number
}

export interface AgedRows {
  /** Rows beyond their period, those of them that are held told apart. */
  readonly find: (looking: Looking) => Promise<Aged[]>
  /** Deletes rows found before; of those that are still as they were. In a transaction. @returns what is gone. */
  readonly remove: (tx: Db, ids: readonly string[], cutoff: Date) => Promise<Erased[]>
}

const isHeld = (
  keep: Keep,
  issue: { id: string | null; subject: string | null; partners?: readonly string[] | null },
) =>
  (issue.id !== null && keep.issues.has(issue.id)) ||
  (issue.subject !== null && keep.subjects.has(issue.subject)) ||
  (issue.partners ?? []).some((partner) => keep.partners.includes(partner))

const gone = (rows: readonly unknown[]): Erased[] => (rows.length === 0 ? [] : [{ rows: rows.length }])
const among = (ids: readonly string[]) => sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

/** An issue that is over; one that was merged is over when the one it went into is. */
const isOver = (cutoff: Date) =>
  sql`exists (select 1 from issues chief where chief.id = coalesce(${issues.mergedInto}, ${issues.id})
    and chief.state in ('dismissed', 'closed') and chief.state_at < ${cutoff.toISOString()}::timestamptz)`

/** Null where it was sealed by another key: whom it is about cannot be told then. */
const textOf = (keys: Keys, { sealed, id }: { sealed: Uint8Array; id: string }): string | null => {
  try {
    return unseal(keys, sealed, id)
  } catch {
    return null
  }
}

export const agedRows = {
  attachments: {
    find: async ({ db, keep, cutoff }) => {
      const rows = await db
        .select({ id: attachments.id, issue: issues.id, subject: issues.subject, partners: issues.partners })
        .from(attachments)
        .innerJoin(issues, sql`${issues.id} = ${attachments.issueId}`)
        .where(and(lt(attachments.addedAt, cutoff), isOver(cutoff)))
      return rows.map(({ id, issue, ...of }) => ({ id, held: isHeld(keep, { id: issue, ...of }) }))
    },
    remove: async (tx, ids, cutoff) =>
      gone(
        await tx
          .delete(attachments)
          .where(
            and(
              sql`${attachments.id} in ${among(ids)}`,
              sql`exists (select 1 from ${issues} where ${issues.id} = ${attachments.issueId} and ${isOver(cutoff)})`,
            ),
          )
          .returning({ id: attachments.id }),
      ),
  },
  'suspicious-reports': {
    find: async ({ db, keep, cutoff }) => {
      const rows = await db
        .select({
          id: suspiciousReports.id,
          ...{ issue: issues.id, subject: issues.subject, partners: issues.partners, over: isOver(cutoff) },
        })
        .from(suspiciousReports)
        .innerJoin(issues, sql`${issues.id} = ${suspiciousReports.issueId}`)
        .where(and(ne(suspiciousReports.state, 'drafted'), lt(suspiciousReports.decidedAt, cutoff)))
      return rows.map(({ id, issue, over, ...of }) => ({
        id: String(id),
        held: over !== true || isHeld(keep, { id: issue, ...of }),
      }))
    },
    remove: async (tx, ids) =>
      gone(
        await tx
          .delete(suspiciousReports)
          .where(and(inArray(suspiciousReports.id, ids.map(Number)), ne(suspiciousReports.state, 'drafted')))
          .returning({ id: suspiciousReports.id }),
      ),
  },
  'dead-letters': {
    find: async ({ db, keys, keep, cutoff }) => {
      const rows = await db
        .select()
        .from(deadLetters)
        .where(and(ne(deadLetters.state, 'open'), lt(deadLetters.handledAt, cutoff)))
      const values = [...keep.values, ...keep.subjects]
      // What could not be taken in has no columns: whom it is about stands in its text or nowhere.
      const names = (letter: (typeof rows)[number]): boolean => {
        if (values.length === 0) return false
        const text = textOf(keys, letter)
        return text === null || values.some((value) => text.includes(value))
      }
      return rows.map((letter) => ({
        ...{ id: letter.id, held: names(letter), topic: letter.topic, partition: letter.partition },
      }))
    },
    remove: async (tx, ids) => {
      const rows = await tx
        .delete(deadLetters)
        .where(and(sql`${deadLetters.id} in ${among(ids)}`, ne(deadLetters.state, 'open')))
        .returning({ topic: deadLetters.topic, partition: deadLetters.partition, offset: deadLetters.offset })
      // What had no place in the log is not counted there.
      const by = Map.groupBy(rows, ({ topic, partition, offset }) => JSON.stringify([topic, partition, offset >= 0]))
      return [...by.values()].map((group) => {
        const [{ topic, partition, offset }] = group as [(typeof rows)[number]]
        return { ...(offset >= 0 ? { topic, partition } : {}), rows: group.length }
      })
    },
  },
  gaps: {
    find: async ({ db, keep, cutoff }) => {
      const rows = await db
        .select({ id: gaps.id, subject: gaps.subject })
        .from(gaps)
        .where(and(sql`${gaps.kind} = 'late'`, isNotNull(gaps.recheckedAt), lt(gaps.recheckedAt, cutoff)))
      return rows.map(({ id, subject }) => ({ id, held: isHeld(keep, { id: null, subject }) }))
    },
    remove: async (tx, ids) =>
      gone(
        await tx
          .delete(gaps)
          .where(sql`${gaps.id} in ${among(ids)}`)
          .returning({ id: gaps.id }),
      ),
  },
  notifications: {
    find: async ({ db, keep, cutoff }) => {
      const rows = await db
        .select({ id: notifications.id, issue: notifications.issueId, subject: notifications.subject })
        .from(notifications)
        .where(
          and(
            lt(notifications.createdAt, cutoff),
            // What still waits to be sent goes when that is over.
            not(sql`exists (select 1 from deliveries where deliveries.notification_id = ${notifications.id})`),
          ),
        )
      return rows.map(({ id, issue, subject }) => ({ id, held: isHeld(keep, { id: issue, subject }) }))
    },
    remove: async (tx, ids) =>
      gone(
        await tx
          .delete(notifications)
          .where(sql`${notifications.id} in ${among(ids)}`)
          .returning({ id: notifications.id }),
      ),
  },
  sessions: {
    find: async ({ db, cutoff }) => {
      const rows = await db.select({ id: sessions.id }).from(sessions).where(lt(sessions.expiresAt, cutoff))
      return rows.map(({ id }) => ({ id, held: false }))
    },
    remove: async (tx, ids, cutoff) =>
      gone(
        await tx
          .delete(sessions)
          .where(and(sql`${sessions.id} in ${among(ids)}`, lt(sessions.expiresAt, cutoff)))
          .returning({ id: sessions.id }),
      ),
  },
  vault: {
    find: async ({ db, clickhouse, cutoff }) => {
      const rows = await db.select({ token: vault.token }).from(vault).where(lt(vault.createdAt, cutoff))
      const named = await stillNamed(
        { db, clickhouse },
        rows.map(({ token }) => token),
      )
      return rows.map(({ token }) => ({ id: token, held: named.has(token) }))
    },
    // Asked again: a value that came in meanwhile is of this day; see sql/vault/vault.ts.
    remove: async (tx, ids, cutoff) =>
      gone(
        await tx
          .delete(vault)
          .where(and(sql`${vault.token} in ${among(ids)}`, lt(vault.createdAt, cutoff)))
          .returning({ token: vault.token }),
      ),
  },
} satisfies Partial<Record<RecordKindId, AgedRows>>
export type RowKind = keyof typeof agedRows
