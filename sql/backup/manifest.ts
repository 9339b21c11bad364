import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What a backup holds: each file by its path inside the data folder, with size in bytes and SHA-256. */
export interface Manifest {
  readonly format: 1
  readonly takenAt: string
  readonly files: Readonly<Record<string, { bytes: number; sha256: string }>>
}

/** Size and hash of one file, read as a stream. */
export async function fingerprint(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}

/** Every regular file below `root` as a path relative to it, sorted; sockets, links and lock files are left out. */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !/\.(lock|holder)$|^postmaster\.pid$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}
