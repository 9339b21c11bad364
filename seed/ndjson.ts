import { closeSync, openSync, writeSync } from 'node:fs'

/** Bytes gathered before a write; large enough that the system calls do not count. */
const chunk = 1 << 18

/** Writes every value as a line of JSON; see {@link writeTexts}. */
export const writeLines = (file: string, values: Iterable<unknown>): number => writeTexts(file, jsonOf(values))

function* jsonOf(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield JSON.stringify(value)
}

/** Writes every text as a line, `-` to standard output, and returns how many there were. Throws as the file system does. */
export const writeTexts = (file: string, texts: Iterable<string>): number => {
  const descriptor = file === '-' ? 1 : openSync(file, 'w')
  let gathered = ''
  let lines = 0
  const flush = () => {
    const bytes = Buffer.from(gathered)
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    gathered = ''
  }
  try {
    for (const text of texts) {
      gathered += `${text}\n`
      lines++
      if (gathered.length >= chunk) flush()
    }
    flush()
  } finally {
    if (descriptor !== 1) closeSync(descriptor)
  }
  return lines
}
