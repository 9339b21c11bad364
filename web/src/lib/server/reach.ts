import { reach as reachOfBlocks } from '@mingjing/sql/queries/reach.ts'
import type { Runtime } from '@mingjing/sql/runtime.ts'
import type { Reach } from '#lib/shell/freshness.svelte.ts'

/** The moment the numbers reach, epoch ms; the clock’s before there are any or while they cannot be read. */
export const momentReached = async (runtime: Runtime): Promise<number> =>
  (await reachOf(runtime).catch(() => null))?.watermark ?? Date.now()

/** How far this process's numbers reach: from its own worker where it has one, else from the blocks written. */
export const reachOf = async (runtime: Runtime): Promise<Reach> => {
  const seeding = runtime.seeding()
  const worker = runtime.workerStatus()
  if (worker?.watermark != null) return { watermark: worker.watermark, lagMs: worker.lagMs, seeding }
  return { ...(await reachOfBlocks(runtime.clickhouse)), seeding }
}
