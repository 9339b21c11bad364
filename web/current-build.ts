import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { FolderInUse, lockFolder } from '@mingjing/sql/lock-folder.ts'

/** Where builds are kept, what they are made from and how one is made. */
export interface Workshop {
  /** One folder a build, named by the moment it was begun (epoch ms), and a file that names the current one. */
  readonly folder: string
  /** When a source was last changed, epoch ms. */
  newestSource(): Promise<number>
  /** Makes a build in the folder given. */
  make(into: string): Promise<void>
}

const named = (folder: string) => `${folder}/current`
const note = (build: string, pid: number | string) => `${build}/served-by-${pid}`

/** The folder of the current build, or null before the first. */
export const currentBuild = async ({ folder }: Pick<Workshop, 'folder'>): Promise<string | null> => {
  const name = await readFile(named(folder), 'utf8').catch(() => null)
  return name === null ? null : `${folder}/${name}`
}

/**
 * Sees to it that the current build is as new as its sources. One process builds at a time and others wait for it; a
 * build is made aside and becomes current at once, and one that a living process serves from stays where it is.
 */
export const keepCurrent = async (workshop: Workshop, announce: (line: string) => void): Promise<void> => {
  if (await isCurrent(workshop)) return
  const release = await lockWhenFree(`${workshop.folder}/building`, announce)
  try {
    if (await isCurrent(workshop)) return
    announce('building the site …')
    const begun = String(Date.now())
    const build = `${workshop.folder}/${begun}`
    await workshop.make(`${build}.part`)
    await rename(`${build}.part`, build)
    await writeFile(`${named(workshop.folder)}.part`, begun)
    await rename(`${named(workshop.folder)}.part`, named(workshop.folder))
    await dropOld(workshop.folder)
  } finally {
    await release()
  }
}

/** Notes that this process serves from a build, so that it is kept. */
export const holdBuild = async (build: string): Promise<void> => {
  // Where nothing can be written nothing is built either, and the build stays.
  await writeFile(note(build, process.pid), '').catch(() => {})
}

const isCurrent = async (workshop: Workshop): Promise<boolean> => {
  const begun = Number(await readFile(named(workshop.folder), 'utf8').catch(() => Number.NaN))
  return begun >= (await workshop.newestSource())
}

const lockWhenFree = async (path: string, announce: (line: string) => void): Promise<() => Promise<void>> => {
  for (let waits = 0; ; waits++) {
    try {
      return await lockFolder(path)
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error
      if (waits === 0) announce('another process is building the site; waiting for it …')
      await sleep(500)
    }
  }
}

/** Drops what nobody serves from; the one before the current stays, since somebody may just be about to. */
const dropOld = async (folder: string): Promise<void> => {
  const builds = (await readdir(folder)).filter((name) => /^\d+(\.part)?$/.test(name)).sort()
  for (const name of builds.slice(0, -2)) {
    const build = `${folder}/${name}`
    const servers = (await readdir(build)).flatMap((file) => /^served-by-(\d+)$/.exec(file)?.[1] ?? [])
    if (!servers.some((pid) => isAlive(Number(pid)))) await rm(build, { recursive: true, force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
