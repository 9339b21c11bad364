import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordIn, withCheck } from './check.ts'

/**
 * A file that tells how many records were acknowledged at least, so that a damaged end of the log is not taken for one that
 * a kill left unfinished. Written in place and, but for the first time, not synchronised: a power loss leaves an older
 * number, which is true as well.
 */
export interface Acknowledged {
  /** Null when the file is not there or damaged. */
  readonly before: number | null
  begin(records: number): Promise<void>
  write(records: number): Promise<void>
  close(): Promise<void>
}

const digits = 15
const text = (records: number) => Buffer.from(withCheck(String(records).padStart(digits, '0'), 0))

export const openAcknowledged = async (folder: string): Promise<Acknowledged> => {
  const path = join(folder, 'acknowledged')
  const known = await readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const number = recordIn(known, 0)
  const file = await open(path, known === '' ? 'w' : 'r+')
  const write = async (records: number) => {
    await file.write(text(records), 0, undefined, 0)
  }
  return {
    before: number === null ? null : Number(number),
    async begin(records) {
      await write(records)
      await file.truncate(text(records).length)
      await file.datasync()
    },
    write,
    close: () => file.close(),
  }
}
