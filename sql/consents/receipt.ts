import type { SignedHead } from '../audit/head.ts'
import type { Db } from '../postgres/connect.ts'
import type { consentEntries } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { type ConsentEvent, digestOf, type Entry, type Fact, factsOf, hashFact } from './entry.ts'
import { currentHead, proofOf } from './head.ts'
import { inclusionSpans } from './tree.ts'

export const receiptFormat = 'mingjing-consent-receipt-1'

/** A fact that is not disclosed stands there by its hash alone. */
export type ReceiptFact = Fact | { readonly name: string; readonly hash: string }

/** What a customer or an examiner gets: it proves one entry to whoever has the bank's public key, and tells of no other. */
export interface Receipt {
  readonly format: typeof receiptFormat
  readonly entry: Entry & { readonly hash: string }
  /** Envelope and data, by name. */
  readonly facts: readonly ReceiptFact[]
  /** From the entry's leaf to the root of the tree, RFC 9162. */
  readonly proof: readonly string[]
  readonly head: SignedHead
}

/** Who the customer is; the subject of a consent may be the customer too. */
const naming: ReadonlySet<string> = new Set(['customer', 'subject'])
/** What is the bank's own: it names colleagues and records. */
const internal: ReadonlySet<string> = new Set(['actor', 'source', 'id'])

interface Asked {
  /** Whether the receipt names the customer. */
  readonly customer: 'given' | 'masked'
}

/** A receipt of an event under a head; null when the event is not what the entry was made of. Pure. */
export const receiptOf = (
  keys: Keys,
  { fills: _, ...entry }: typeof consentEntries.$inferSelect,
  event: ConsentEvent,
  { head, proof, customer }: Pick<Receipt, 'head' | 'proof'> & Asked,
): Receipt | null => {
  const facts = factsOf(keys, event)
  if (digestOf(facts.map((fact) => [fact.name, hashFact(fact)])) !== entry.digest) return null
  const isHidden = (name: string) => internal.has(name) || (customer === 'masked' && naming.has(name))
  return {
    format: receiptFormat,
    entry,
    facts: facts.map((fact) => (isHidden(fact.name) ? { name: fact.name, hash: hashFact(fact) } : fact)),
    proof,
    head,
  }
}

/**
 * The receipt of an event under the current head.
 * @throws when the chain no longer leads to what was signed over it
 */
export const makeReceipt = async (
  db: Db,
  keys: Keys,
  entry: typeof consentEntries.$inferSelect,
  event: ConsentEvent,
  { customer, now }: Asked & { readonly now: Date },
): Promise<Receipt | null> => {
  const head = await currentHead(db, keys, now)
  const proof = await proofOf(db, inclusionSpans(entry.position - 1, head.seq))
  return receiptOf(keys, entry, event, { head, proof, customer })
}
