/** How true time passes in a simulation: slowly where something is tried, days in seconds where nothing is. */
export interface Passing {
  /** True time, epoch ms, at a moment of simulated time. */
  readonly trueAt: (at: number) => number
  /** The first simulated moment at which true time has come so far. */
  readonly at: (trueTime: number) => number
}

/** Spans of true time, epoch ms, in which a simulated ms is a true one. */
export type Slow = readonly [from: number, to: number]

/** True ms in a simulated one while nothing is tried: a worker that looks twice a second looks every twenty minutes. */
const fast = 2_400

export const passing = (start: number, slow: readonly Slow[]): Passing => {
  const merged: [number, number][] = []
  for (const [from, to] of [...slow].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  const turns = [{ at: 0, trueTime: start, speed: fast }]
  const turn = (trueTime: number, speed: number) => {
    const last = turns.at(-1)!
    turns.push({ at: last.at + Math.ceil((trueTime - last.trueTime) / last.speed), trueTime, speed })
  }
  for (const [from, to] of merged) {
    turn(from, 1)
    turn(to, fast)
  }
  return {
    trueAt(at) {
      const n = turns.findLastIndex((each) => each.at <= at)
      const { trueTime, speed, at: since } = turns[n]!
      // The last step of a fast span may be a part of one.
      return Math.min(trueTime + (at - since) * speed, turns[n + 1]?.trueTime ?? Number.POSITIVE_INFINITY)
    },
    at(trueTime) {
      const { trueTime: since, speed, at } = turns.findLast((each) => each.trueTime <= trueTime) ?? turns[0]!
      return at + Math.ceil((trueTime - since) / speed)
    },
  }
}
