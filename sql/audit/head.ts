import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { chainHead } from './chain.ts'

/** The signed end of a chain: kept outside the database, it proves that nothing before it was changed. */
export interface SignedHead {
  /** Left out for the chain of actions: a head of one chain never passes for that of another. */
  chain?: 'consents'
  seq: number
  hash: string
  /** RFC 3339. */
  signedAt: string
  /** Ed25519 public key, PEM. */
  publicKey: string
  /** Base64 of the signature over the other fields in canonical JSON. */
  signature: string
}

const signedText = (head: Omit<SignedHead, 'signature'>): Buffer =>
  Buffer.from(
    canonicalJson({
      chain: head.chain,
      seq: head.seq,
      hash: head.hash,
      signedAt: head.signedAt,
      publicKey: head.publicKey,
    }),
  )

/** Signs the end of a chain. */
export const signEnd = (end: Pick<SignedHead, 'chain' | 'seq' | 'hash'>, keys: Keys, now: Date): SignedHead => {
  const publicKey = createPublicKey(keys.signing).export({ type: 'spki', format: 'pem' }).toString()
  const head = { ...end, signedAt: now.toISOString(), publicKey }
  return { ...head, signature: sign(null, signedText(head), keys.signing).toString('base64') }
}

export const signHead = async (db: Db, keys: Keys, now: Date): Promise<SignedHead> =>
  signEnd(await chainHead(db), keys, now)

/** Whether a head bears the signature of a key. */
export const isSignedBy = (head: SignedHead, key: KeyObject): boolean =>
  verify(null, signedText(head), key, Buffer.from(head.signature, 'base64'))

/** Whether a head bears the signature of this installation's key. */
export const headIsSigned = (head: SignedHead, keys: Keys): boolean => isSignedBy(head, createPublicKey(keys.signing))
