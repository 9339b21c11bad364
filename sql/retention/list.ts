import { desc, eq } from 'drizzle-orm'
import { atHeadOffice, may, type Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { retentionRuns } from '../postgres/schema.ts'
import { lastRetained } from './daily.ts'
import { type RecordKind, type RecordKindId, recordKinds } from './kinds.ts'
import { periodsInForce } from './periods.ts'

export interface RegisterLine {
  readonly kind: RecordKind & { readonly id: RecordKindId }
  /** In force. */
  readonly months: number
  /** Of the last run, and what the run of the next month would delete as things stood then; null where none is told. */
  readonly deleted: number | null
  readonly kept: number | null
  readonly next: number | null
}

export interface Register {
  readonly lines: readonly RegisterLine[]
  /** When the last run was, and from when on the next month's would be, epoch ms. */
  readonly ranAt: number | null
  readonly nextAt: number | null
}

/** Numbers are of the whole bank: what a run left in place would tell a branch that the head office holds something. */
const seesNumbers = (scope: Scope): boolean => may(scope, 'retention:read') && atHeadOffice(scope)

/** Every kind of record with the period it is kept; null for who may not see it. */
export const retentionRegister = async (db: Db, scope: Scope): Promise<Register | null> => {
  if (!may(scope, 'retention:read')) return null
  const [periods, last] = await Promise.all([periodsInForce(db), seesNumbers(scope) ? lastRetained(db) : null])
  return {
    lines: recordKinds.map((kind) => {
      const done = last?.done.find((each) => each.kind === kind.id)
      return {
        ...{ kind, months: periods[kind.id], deleted: done?.rows ?? null, kept: done?.held ?? null },
        next: last?.next.find((each) => each.kind === kind.id)?.rows ?? null,
      }
    }),
    ranAt: last?.at ?? null,
    nextAt: last?.nextAt ?? null,
  }
}

const most = 50

/** Deletions that are over, the newest first; at most 50. */
export const listRuns = async (db: Db, scope: Scope): Promise<(typeof retentionRuns.$inferSelect)[]> =>
  seesNumbers(scope)
    ? db.select().from(retentionRuns).where(eq(retentionRuns.state, 'done')).orderBy(desc(retentionRuns.id)).limit(most)
    : []
