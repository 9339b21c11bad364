import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What a backup holds: each file by its path inside the data folder, with size in bytes and SHA-256. */
export interface Manifest {
  readonly format: 1
  readonly takenAt: string
  /** Every folder, also the empty ones: Postgres does not start without them. */
  readonly folders: readonly string[]
  /** Links by their path, with what they say: ClickHouse names its tables so, always relative to the link. */
  readonly links: Readonly<Record<string, string>>
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

/**
 * Folders, files and links below `root` as paths relative to it, sorted; sockets and the marks of whoever holds a
 * folder are left out.
 */
export async function contentsOf(
  root: string,
): Promise<{ folders: string[]; files: string[]; links: Manifest['links'] }> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => !/\.(lock|holder)$/.test(entry.name))
    .map((entry) => ({ entry, path: relative(root, join(entry.parentPath, entry.name)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const links: Record<string, string> = {}
  for (const { entry, path } of entries) if (entry.isSymbolicLink()) links[path] = await readlink(join(root, path))
  return {
    folders: entries.filter(({ entry }) => entry.isDirectory()).map(({ path }) => path),
    files: entries.filter(({ entry }) => entry.isFile()).map(({ path }) => path),
    links,
  }
}
