import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import lockfile from 'proper-lockfile'

/** The embedded stores of one bank: where each part lies, held by one process at a time. */
export interface DataFolder {
  readonly path: string
  readonly postgres: string
  readonly clickhouse: string
  readonly ingest: string
  release(): Promise<void>
}

/** `MINGJING_DATA`, or `.data` in the working directory. */
export const dataFolderPath = (env: NodeJS.ProcessEnv = process.env): string => resolve(env.MINGJING_DATA ?? '.data')

/**
 * Creates the folder if need be and holds it until `release`.
 * @throws when another process holds it; none of the embedded stores survives two writers.
 */
export async function holdDataFolder(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true })
  const release = await lockfile
    .lock(path, { lockfilePath: join(path, 'in-use.lock'), stale: 15_000, update: 3_000 })
    .catch((error: Error & { code?: string }) => {
      if (error.code !== 'ELOCKED') throw error
      throw new Error(`the data folder ${path} is in use by another process; stop it first, or set MINGJING_DATA`)
    })
  return {
    path,
    postgres: join(path, 'postgres'),
    clickhouse: join(path, 'clickhouse'),
    ingest: join(path, 'ingest'),
    release,
  }
}
