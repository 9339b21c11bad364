import { crc32 } from 'node:zlib'

/** A tab and eight hexadecimal digits. */
const checkBytes = 9

/** CRC-32 of the text, begun with its offset: a record in another's place is none. */
const checkOf = (text: string | Uint8Array, offset: number): string =>
  crc32(text, offset % 2 ** 32)
    .toString(16)
    .padStart(checkBytes - 1, '0')

/** A record as it lies in the log. */
export const withCheck = (text: string, offset: number): string => `${text}\t${checkOf(text, offset)}`

/** The record in a line, or null when it is not as it was written there. */
export const recordIn = (line: string, offset: number): string | null => {
  const text = line.slice(0, -checkBytes)
  return line === withCheck(text, offset) ? text : null
}

/** The same of a line in bytes. */
export const isSound = (line: Buffer, offset: number): boolean => {
  const length = line.length - checkBytes
  return length >= 0 && line.toString('latin1', length) === `\t${checkOf(line.subarray(0, length), offset)}`
}
