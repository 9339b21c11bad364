import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { entryAt, eventOfEntry } from './find.ts'
import { makeReceipt, type Receipt } from './receipt.ts'

/**
 * The receipt of an entry under the current head; who took it goes on record first.
 * @returns null when there is none of that position for the caller, or the stored event is not what the entry was made of
 * @throws when the chain no longer leads to what was signed over it
 */
export const takeReceipt = async (
  { db, clickhouse, keys }: { db: Db; clickhouse: ClickHouseReader; keys: Keys },
  scope: Scope,
  position: number,
  { customer, now }: { customer: 'given' | 'masked'; now: Date },
): Promise<Receipt | null> => {
  const entry = await entryAt(db, position)
  const event = entry && (await eventOfEntry(clickhouse, scope, entry))
  if (!entry || !event) return null
  return db.transaction(async (tx) => {
    const receipt = await makeReceipt(tx, keys, entry, event, { customer, now })
    if (receipt === null) return null
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'consent-receipt',
      fromState: null,
      toState: null,
      detail: { position, customer },
    })
    return receipt
  })
}
