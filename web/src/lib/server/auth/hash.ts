import { createHash } from 'node:crypto'

/** SHA-256 in hex: how session ids and service tokens are stored, so that a copy of the database signs nobody in. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
