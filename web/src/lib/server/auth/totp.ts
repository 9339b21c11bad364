import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import encodeQR from 'qr'

/** One-time passwords by time, RFC 6238 as every authenticator has it: SHA-1, six digits, steps of 30 seconds. */
const period = 30
const shape = { algorithm: 'SHA1', digits: 6, period } as const

/** 160 bits, as RFC 4226 recommends, in base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32

/** The time step whose code this is, of the present one and its two neighbours; null when it is of none. */
export const stepOf = (secret: string, code: string, now: Date): number | null => {
  if (!/^\d{6}$/.test(code)) return null
  const totp = new TOTP({ ...shape, secret: Secret.fromBase32(secret) })
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : totp.counter({ timestamp: now.getTime() }) + delta
}

/** What an authenticator takes in: as an address, and as the picture of it. */
export const enrolmentOf = (secret: string, login: string) => {
  const address = new TOTP({ ...shape, issuer: 'Mingjing', label: login, secret: Secret.fromBase32(secret) }).toString()
  return { secret, picture: encodeQR(address, 'svg', { border: 2 }) }
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten codes of 80 bits, without letters that are mistaken for others: `7KQ2-M0XV-9ZAB-3T5W`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: 10 }, () => {
    const code = [...randomBytes(16)].map((byte) => letters[byte % 32]).join('')
    return code.match(/.{4}/g)!.join('-')
  })
