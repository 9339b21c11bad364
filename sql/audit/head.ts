import { createPublicKey, sign, verify } from 'node:crypto'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import type { Db } from '../postgres/connect.ts'
import type { Keys } from '../vault/keys.ts'
import { chainHead } from './chain.ts'

/** The signed end of the audit chain: kept outside the database, it proves that nothing before it was changed. */
export interface SignedHead {
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
  Buffer.from(canonicalJson({ seq: head.seq, hash: head.hash, signedAt: head.signedAt, publicKey: head.publicKey }))

export const signHead = async (db: Db, keys: Keys, now: Date): Promise<SignedHead> => {
  const publicKey = createPublicKey(keys.signing).export({ type: 'spki', format: 'pem' }).toString()
  const head = { ...(await chainHead(db)), signedAt: now.toISOString(), publicKey }
  return { ...head, signature: sign(null, signedText(head), keys.signing).toString('base64') }
}

/** Whether a head bears the signature of this installation's key. */
export const headIsSigned = (head: SignedHead, keys: Keys): boolean =>
  verify(null, signedText(head), createPublicKey(keys.signing), Buffer.from(head.signature, 'base64'))
