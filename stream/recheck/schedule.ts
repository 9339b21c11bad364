import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { takeLease } from '@mingjing/sql/settings/lease.ts'
import { log } from '../log.ts'
import { recheckGaps } from './recheck.ts'

const everyMs = 60_000
const leaseMs = 10 * 60_000

/** Closes the gap ledger once a minute, by one of the workers. The answer ends it, after what is begun. */
export const scheduleRecheck = (parts: {
  readonly owner: string
  readonly db: Db
  readonly clickhouse: ClickHouse
  /** The bundle in force. */
  readonly bundle: () => Bundle
  readonly clock: () => number
  /** While history is being loaded nothing is re-checked. */
  readonly held: () => boolean
}): (() => Promise<void>) => {
  const { owner, db, clickhouse, bundle, clock, held } = parts
  let running: Promise<void> = Promise.resolve()
  let busy = false

  const once = async () => {
    const now = new Date(clock())
    if (held() || !(await takeLease(db, 'recheck', { owner, now, forMs: leaseMs }))) return
    const done = await recheckGaps({ db, clickhouse }, bundle(), now)
    if (done.gaps > 0) log.info(done, 'late events judged again')
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = once()
      .catch((error) => log.warn({ err: error }, 'the re-check failed and will be tried again'))
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
