import { type Pace, realPace } from '../pace.ts'
import type { Batch, Reader } from './source.ts'

/** Of so many records a block is worth its inserts. */
const enough = 1_000

/**
 * What more comes within `ms` after `first`, which is left as it is when there is more to read anyway: a few events
 * that trickle in share a block, a backlog waits for nobody.
 */
export const gather = async (
  reader: Reader,
  first: Batch,
  ms: number,
  signal: AbortSignal,
  pause: Pace['pause'] = realPace.pause,
): Promise<Batch> => {
  const { records } = first
  if (records.length === 0 || records.length >= enough || reader.backlog() > 0) return first
  await pause(ms, signal)
  if (signal.aborted || reader.backlog() === 0) return first
  const more = await reader.read({ max: enough - records.length, waitMs: 0 })
  return { records: [...records, ...more.records], next: more.next }
}
