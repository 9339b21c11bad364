import type { SignedHead } from '../audit/head.ts'
import type { ProvenHead } from './head.ts'
import { type Receipt, type ReceiptFact, receiptFormat } from './receipt.ts'

/** Nothing beside what a receipt holds may stand in one: what is not judged would be taken for proven. */
type Shape = Readonly<Record<string, (value: unknown) => boolean>>

const hash = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const text = (value: unknown) => typeof value === 'string'
const plain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
const each = (is: (value: unknown) => boolean, most: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(is)
const shaped = (shape: Shape, optional: Shape = {}) => {
  const names = Object.keys(shape)
  return (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const given = value as Record<string, unknown>
    return (
      names.every((name) => Object.hasOwn(given, name) && shape[name]!(given[name])) &&
      Object.keys(given).every(
        (name) => Object.hasOwn(shape, name) || (Object.hasOwn(optional, name) && optional[name]!(given[name])),
      )
    )
  }
}

/** Base64 as it is written: of two texts of the same bytes only one is the signature's. */
const base64 = (value: unknown) =>
  typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value

const headShape: Shape = {
  chain: (value) => value === 'consents',
  seq: whole,
  hash,
  signedAt: text,
  publicKey: text,
  signature: base64,
}
const proof = each(hash, 64)
const isHead = shaped(headShape)
const isProvenHead = shaped(headShape, { consistency: shaped({ from: whole, proof: each(hash, 128) }) })
const isOpenFact = shaped({ name: text, value: plain, salt: hash })
const isHiddenFact = shaped({ name: text, hash })

const byName = (facts: readonly ReceiptFact[]): boolean =>
  facts.every(({ name }, i) => i === 0 || facts[i - 1]!.name < name)

const isReceipt = shaped({
  format: (value) => value === receiptFormat,
  entry: shaped({
    position: (value) => whole(value) && (value as number) > 0,
    ref: hash,
    topic: text,
    partition: whole,
    offset: whole,
    digest: hash,
    previous: hash,
    hash,
  }),
  facts: (value) =>
    each((fact) => isOpenFact(fact) || isHiddenFact(fact), 100)(value) && byName(value as ReceiptFact[]),
  proof,
  head: isHead,
})

/** A receipt from what was read as JSON; null when it is none, or holds anything beside. */
export const readReceipt = (value: unknown): Receipt | null => (isReceipt(value) ? (value as Receipt) : null)

/** A head of this chain, perhaps with its proof; null when it is none. */
export const readHead = (value: unknown): ProvenHead | null =>
  isProvenHead(value) ? (value as SignedHead & ProvenHead) : null
