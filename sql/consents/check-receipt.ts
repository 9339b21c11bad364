import { createPublicKey } from 'node:crypto'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { consentsOfCustomers, entryAt, eventOfEntry } from './find.ts'
import { tellHistory } from './history.ts'
import { judgeReceipt, type ReceiptProblem } from './judge-receipt.ts'
import { readReceipt } from './read-receipt.ts'

export type ReceiptCheck =
  | { readonly kind: 'refused'; readonly problem: ReceiptProblem | 'not-on-chain' }
  | {
      readonly kind: 'genuine'
      readonly position: number
      readonly signedAt: string
      /** What the receipt discloses, by name. */
      readonly facts: Readonly<Record<string, unknown>>
      /** Of a consent given: when it was withdrawn since, RFC 3339; null when it was not. */
      readonly withdrawnAt: string | null
    }

/**
 * Judges a receipt as anybody may, and says what became of the consent. That tells only whoever holds a genuine receipt
 * anything, and only of that consent.
 */
export const checkReceipt = async (
  { db, clickhouse, keys }: { db: Db; clickhouse: ClickHouseReader; keys: Keys },
  given: unknown,
): Promise<ReceiptCheck> => {
  const verdict = judgeReceipt(readReceipt(given), { key: createPublicKey(keys.signing) })
  if (verdict.kind === 'refused') return verdict
  const { entry, facts, head } = verdict.receipt
  const stored = await entryAt(db, entry.position)
  // Signed once and no longer there: the chain was rewritten, not the receipt.
  if (stored?.hash !== entry.hash) return { kind: 'refused', problem: 'not-on-chain' }
  return {
    kind: 'genuine',
    position: entry.position,
    signedAt: head.signedAt,
    facts: Object.fromEntries(facts.flatMap((fact) => ('value' in fact ? [[fact.name, fact.value]] : []))),
    withdrawnAt: await withdrawnSince(clickhouse, entry),
  }
}

const withdrawnSince = async (
  clickhouse: ClickHouseReader,
  place: Parameters<typeof eventOfEntry>[2],
): Promise<string | null> => {
  const event = await eventOfEntry(clickhouse, null, place)
  if (event?.type !== 'consent.given') return null
  const told = tellHistory(await consentsOfCustomers(clickhouse, [String(event.data.customer)]))
  const at = told.find(({ event: { source, id } }) => source === event.source && id === event.id)?.withdrawnAt ?? null
  return at === null ? null : new Date(at).toISOString()
}
