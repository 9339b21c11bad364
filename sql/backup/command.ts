import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { dataFolderPath, holdDataFolder } from '../data-folder.ts'
import { contentsOf, fingerprint, type Manifest } from './manifest.ts'

const manifestName = 'backup.json'

/**
 * Copies the embedded stores at one consistent point: nobody writes while the folder is held.
 * The copy contains the vault key; whoever can read a backup can reveal what the vault holds.
 * @throws when the product runs on the folder, when a store is external, or when `out` exists.
 */
export async function backupCommand({ out }: { out: string }): Promise<void> {
  refuseExternal()
  const target = resolve(out)
  if ((await readdir(target).catch(() => [])).length > 0) throw new Error(`${target} is not empty`)
  const folder = await holdDataFolder(dataFolderPath())
  try {
    const files: Record<string, { bytes: number; sha256: string }> = {}
    const { folders, links, files: found } = await contentsOf(folder.path)
    for (const file of found) {
      await copy(join(folder.path, file), join(target, file))
      files[file] = await fingerprint(join(target, file))
    }
    const manifest: Manifest = { format: 1, takenAt: new Date().toISOString(), folders, links, files }
    await writeFile(join(target, manifestName), JSON.stringify(manifest, null, 1))
    console.log(`${Object.keys(files).length} files copied to ${target}`)
  } finally {
    await folder.release()
  }
}

/**
 * Checks every file of a backup against its manifest, then copies it into an empty data folder.
 * @throws naming the first file that is missing or changed; nothing is written then.
 */
export async function restoreCommand({ from }: { from: string }): Promise<void> {
  refuseExternal()
  const source = resolve(from)
  const manifest: Manifest = JSON.parse(
    await readFile(join(source, manifestName), 'utf8').catch(() => {
      throw new Error(`${source} is no backup: ${manifestName} is missing`)
    }),
  )
  for (const [file, expected] of Object.entries(manifest.files)) {
    const found = await fingerprint(join(source, file)).catch(() => null)
    if (!found) throw new Error(`${file} is missing from the backup`)
    if (found.sha256 !== expected.sha256) throw new Error(`${file} was changed after the backup was taken`)
  }
  const target = dataFolderPath()
  if ((await readdir(target).catch(() => [])).length > 0) throw new Error(`${target} is not empty`)
  const folder = await holdDataFolder(target)
  try {
    for (const sub of manifest.folders) await mkdir(join(target, sub), { recursive: true })
    for (const file of Object.keys(manifest.files)) await copy(join(source, file), join(target, file))
    for (const [link, to] of Object.entries(manifest.links)) await symlink(to, join(target, link))
    console.log(`${Object.keys(manifest.files).length} files restored to ${target} as of ${manifest.takenAt}`)
  } finally {
    await folder.release()
  }
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to)
}

function refuseExternal(): void {
  for (const name of ['CLICKHOUSE_URL', 'DATABASE_URL', 'KAFKA_BROKERS']) {
    if (process.env[name])
      throw new Error(
        `${name} is set: this command copies embedded stores only; use the BACKUP statement of ClickHouse and pg_dump for servers`,
      )
  }
}
