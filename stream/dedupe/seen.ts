import { beforeAll } from '../order/order.ts'

/** How long an id is remembered in state, ms of event time behind the newest event. */
export const horizon = 3_600_000
/** Most ids remembered; a faster stream has a shorter horizon. About 150 bytes each. */
export const mostIds = 1_000_000

const bucketMs = 60_000

/**
 * Facts (source + id) seen lately, with their event times. Below `floor` the state knows nothing, and the planner asks
 * the `events` table instead. A repeat of a fact is taken to carry the time of the fact: one that changes it beyond the
 * horizon is a new fact.
 */
export interface Seen {
  readonly times: Map<string, number>
  /** Facts by minute of event time, to forget them by. */
  readonly buckets: Map<number, string[]>
  floor: number
}

export const createSeen = (): Seen => ({ times: new Map(), buckets: new Map(), floor: beforeAll })

/** `beyond`: state cannot tell. */
export const recall = (seen: Seen, fact: string, time: number): 'new' | 'seen' | 'beyond' =>
  seen.times.has(fact) ? 'seen' : time < seen.floor ? 'beyond' : 'new'

export const remember = (seen: Seen, fact: string, time: number): void => {
  if (time < seen.floor) return
  seen.times.set(fact, time)
  const bucket = Math.floor(time / bucketMs)
  const facts = seen.buckets.get(bucket)
  if (facts) facts.push(fact)
  else seen.buckets.set(bucket, [fact])
}

/**
 * Forgets what lies beyond the horizon behind `newest`, and the oldest minutes while there are too many. Called at the
 * end of a block, so that the floor is the same for all of a block whoever computes it.
 */
export const forget = (seen: Seen, newest: number, limits = { horizon, mostIds }): void => {
  let floor = Math.max(seen.floor, Math.floor((newest - limits.horizon) / bucketMs) * bucketMs)
  if (seen.times.size > limits.mostIds) {
    let excess = seen.times.size - limits.mostIds
    for (const bucket of [...seen.buckets.keys()].sort((a, b) => a - b)) {
      if (excess <= 0) break
      excess -= seen.buckets.get(bucket)!.length
      floor = Math.max(floor, (bucket + 1) * bucketMs)
    }
  }
  if (floor === seen.floor) return
  seen.floor = floor
  for (const [bucket, facts] of seen.buckets) {
    if ((bucket + 1) * bucketMs > floor) continue
    for (const fact of facts) seen.times.delete(fact)
    seen.buckets.delete(bucket)
  }
}
