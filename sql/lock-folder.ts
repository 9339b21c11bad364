import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import lockfile from 'proper-lockfile'

const staleAfter = 10_000

/**
 * Holds a folder for this process; the returned function lets it go. A holder that was killed on this machine is
 * recognised at once by its process id, one elsewhere after ten seconds without a sign of life.
 * @throws {@link FolderInUse} when another process holds it.
 */
export const lockFolder = async (path: string): Promise<() => Promise<void>> => {
  await mkdir(path, { recursive: true })
  const note = `${path}.holder`
  await dropLockOfDeadHolder(path, note)
  const patience = (await holderLives(note)) ? 0 : 2 * (staleAfter / 1000)
  let release: () => Promise<void>
  try {
    release = await lockfile.lock(path, {
      stale: staleAfter,
      update: staleAfter / 4,
      lockfilePath: `${path}.lock`,
      retries: { retries: patience, factor: 1, minTimeout: 600, maxTimeout: 600 },
      onCompromised: (error) => {
        // Going on would mean two writers in one folder: the one thing this lock is for.
        process.emitWarning(`the lock of ${path} was lost (${error.message}); stopping`)
        process.exit(75)
      },
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'ELOCKED') throw new FolderInUse(path)
    throw error
  }
  await writeFile(note, me)
  return async () => {
    await rm(note, { force: true })
    await release()
  }
}

export class FolderInUse extends Error {
  readonly path: string
  constructor(path: string) {
    super(`another Mingjing process is using ${path}; stop it first, or set MINGJING_DATA to another folder`)
    this.name = 'FolderInUse'
    this.path = path
  }
}

/** A process id means something on its own host only: two containers may share a volume. */
const me = `${process.pid}@${hostname()}`

const read = (note: string): Promise<string | null> => readFile(note, 'utf8').catch(() => null)

const alive = (holder: string): boolean | 'unknown' => {
  const [pid, host] = holder.split('@')
  if (host !== hostname()) return 'unknown'
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

const holderLives = async (note: string): Promise<boolean> => {
  const holder = await read(note)
  return holder !== null && alive(holder) === true
}

const dropLockOfDeadHolder = async (path: string, note: string): Promise<void> => {
  const holder = await read(note)
  if (holder === null || alive(holder) !== false) return
  // Two starters may both see the dead holder; only the one whose rename succeeds may take the lock away.
  const taken = `${note}.${process.pid}`
  try {
    await rename(note, taken)
  } catch {
    return
  }
  if ((await read(taken)) === holder) await rm(`${path}.lock`, { recursive: true, force: true })
  else await rename(taken, note)
  await rm(taken, { force: true })
}
