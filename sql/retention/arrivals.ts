import type { Db } from '../postgres/connect.ts'
import type { Reach } from '../postgres/reach.ts'
import { doneBlocks } from '../reconcile/done-blocks.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'

/** How far the blocks had come by a moment, epoch ms. */
interface Arrival {
  readonly at: number
  readonly reach: readonly Reach[]
}

const key = 'retention.arrivals'
const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7)

/**
 * Notes once a month how far the blocks have come. An event of ten years ago that is brought in today, as a history of
 * another system is, tells by its own date only that it is old; no table of ClickHouse says when it came.
 */
export const noteArrivals = async (db: Db, now: Date): Promise<void> => {
  const noted = (await readSetting<Arrival[]>(db, key)) ?? []
  const isNoted = noted.some(({ at }) => monthOf(at) >= monthOf(now.getTime()))
  if (!isNoted) await writeSetting(db, key, [...noted, { at: now.getTime(), reach: await doneBlocks(db) }])
}

/** The blocks whose records had come by a moment, as far as was noted; of a later one nothing has been here for its period yet. */
export const arrivedBy = async (db: Db, moment: Date): Promise<readonly Reach[]> => {
  const noted = (await readSetting<Arrival[]>(db, key)) ?? []
  return noted.findLast(({ at }) => at <= moment.getTime())?.reach ?? []
}
