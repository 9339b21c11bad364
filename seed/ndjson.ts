import { closeSync, openSync, writeSync } from 'node:fs'

/** Bytes gathered before a write; large enough that the system calls do not count. */
const chunk = 1 << 18

/** Writes every value as a line of JSON, `-` to standard output, and returns how many there were. Throws as the file system does. */
export const writeLines = (file: string, values: Iterable<unknown>): number => {
  const descriptor = file === '-' ? 1 : openSync(file, 'w')
  let gathered = ''
  let lines = 0
  const flush = () => {
    const bytes = Buffer.from(gathered)
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    gathered = ''
  }
  try {
    for (const value of values) {
      gathered += `${JSON.stringify(value)}\n`
      lines++
      if (gathered.length >= chunk) flush()
    }
    flush()
  } finally {
    if (descriptor !== 1) closeSync(descriptor)
  }
  return lines
}
