import { and, eq, inArray, sql } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { vault } from '../postgres/schema.ts'
import type { Keys } from './keys.ts'
import { seal, tokenOf, unseal } from './seal.ts'

export interface PersonalValue {
  field: string
  value: string
}

/** Keeps personal values, sealed, under their tokens. Storing one again changes its date at most. */
export const storePersonal = async (db: Db, keys: Keys, values: readonly PersonalValue[]): Promise<void> => {
  if (values.length === 0) return
  const byToken = new Map(values.map(({ field, value }) => [tokenOf(keys, field, value), { field, value }]))
  // What is used again is as good as new: retention goes by the date. Before the insert, so that a value deleted at this
  // moment is put in again. Once a month suffices, and spares a write for each event.
  await db
    .update(vault)
    .set({ createdAt: sql`now()` })
    .where(
      inArray(
        vault.token,
        // In one order, so that two workers do not wait for one another.
        db
          .select({ token: vault.token })
          .from(vault)
          .where(
            and(
              sql`${vault.token} in (select jsonb_array_elements_text(${JSON.stringify([...byToken.keys()])}::jsonb))`,
              sql`${vault.createdAt} < now() - interval '30 days'`,
            ),
          )
          .orderBy(vault.token)
          .for('update'),
      ),
    )
  const rows = [...byToken].map(([token, { field, value }]) => ({ token, field, sealed: seal(keys, value, token) }))
  // A statement takes at most 65,535 parameters.
  for (let from = 0; from < rows.length; from += 5000) {
    await db
      .insert(vault)
      .values(rows.slice(from, from + 5000))
      .onConflictDoNothing()
  }
}

/** The value behind a token, or null when none is kept. The reveal, who asked and why, goes on record first. */
export const reveal = async (
  db: Db,
  keys: Keys,
  request: { token: string; personId: string; reason: string; issueId?: string; now: Date },
): Promise<{ field: string; value: string } | null> =>
  db.transaction(async (tx) => {
    const [row] = await tx.select().from(vault).where(eq(vault.token, request.token))
    await appendAction(tx, {
      at: request.now,
      personId: request.personId,
      issueId: request.issueId ?? null,
      kind: 'reveal',
      fromState: null,
      toState: null,
      detail: { token: request.token, field: row?.field ?? null, reason: request.reason },
    })
    return row === undefined ? null : { field: row.field, value: unseal(keys, row.sealed, row.token) }
  })
