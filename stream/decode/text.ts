import { TextDecoder } from 'node:util'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are no UTF-8 become a text that is no JSON, so that the record ends as a dead letter, whole. */
export const textOf = (value: Buffer | null): string => {
  if (value === null) return ''
  try {
    return utf8.decode(value)
  } catch {
    return `not UTF-8, base64: ${value.toString('base64')}`
  }
}
