import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { takeLease } from '@mingjing/sql/settings/lease.ts'
import { log } from '../log.ts'

export interface Job {
  readonly name: string
  readonly everyMs: number
  /** How long one who died holds the others up. */
  readonly leaseMs: number
  readonly run: (now: Date) => Promise<void>
}

/** Runs a job every so often in one of the workers. The answer ends it, after what is begun. */
export const schedule = (
  { name, everyMs, leaseMs, run }: Job,
  by: {
    readonly owner: string
    readonly db: Db
    readonly clock: () => number
    /** While history is being loaded nothing is run. */
    readonly held: () => boolean
  },
): (() => Promise<void>) => {
  let running: Promise<void> = Promise.resolve()
  let busy = false

  const once = async () => {
    const now = new Date(by.clock())
    if (by.held() || !(await takeLease(by.db, name, { owner: by.owner, now, forMs: leaseMs }))) return
    await run(now)
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = once()
      .catch((error) => log.warn({ job: name, err: error }, 'a job failed and will be tried again'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  timer.unref()

  return async () => {
    clearInterval(timer)
    await running
  }
}
