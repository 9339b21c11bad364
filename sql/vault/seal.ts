import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { KeyedHash } from '@mingjing/rules/events/tokenise.ts'
import type { Keys } from './keys.ts'

const nonceBytes = 12
const tagBytes = 16

const secrets = new WeakMap<Uint8Array, KeyObject>()
/** Made once a key: handing over raw bytes costs more than the HMAC itself. */
const secretOf = (bytes: Uint8Array): KeyObject => {
  const known = secrets.get(bytes)
  if (known) return known
  const secret = createSecretKey(bytes)
  secrets.set(bytes, secret)
  return secret
}

/** AES-256-GCM of a text: nonce, ciphertext, tag. `about` is bound to it, so that a sealed value cannot be moved elsewhere. */
export const seal = (keys: Keys, text: string, about: string): Uint8Array => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', secretOf(keys.sealing), nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The text that was sealed. @throws when the bytes, `about` or the key are not those it was sealed with. */
export const unseal = (keys: Keys, sealed: Uint8Array, about: string): string => {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', secretOf(keys.sealing), bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(bytes.length - tagBytes))
  const text = decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

/** The keyed hash `tokenise` asks for: HMAC-SHA-256 of field and value, base64url. Equal values give equal tokens. */
export const keyedHash =
  (keys: Keys): KeyedHash =>
  (field, value) =>
    createHmac('sha256', secretOf(keys.hashing)).update(`${field}\u0000${value}`).digest('base64url')

/** The token that stands for a personal value, as `tokenise` writes it. */
export const tokenOf = (keys: Keys, field: string, value: string): string => `tok_${keyedHash(keys)(field, value)}`
