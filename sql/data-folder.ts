import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lockFolder } from './lock-folder.ts'

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
 * Creates the folder if need be and holds it, ingest log included, until `release`.
 * @throws {@link FolderInUse} when another process holds it.
 */
export async function holdDataFolder(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true })
  return {
    path,
    postgres: join(path, 'postgres'),
    clickhouse: join(path, 'clickhouse'),
    ingest: join(path, 'ingest'),
    release: await lockFolder(join(path, 'owner')),
  }
}
