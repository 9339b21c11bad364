/** Time that passes only when there is nothing left to do: what is due next makes it jump there. */
export interface Time {
  /** Ms since the simulation began. */
  now(): number
  /** Runs `run` after `ms`; what is due at one moment runs in the order in which it was asked for. */
  after(ms: number, run: () => void): void
  /** Lets the next thing happen, and all that follows from it at once. False when nothing is to come. */
  step(): Promise<boolean>
}

interface Due {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export const createTime = (): Time => {
  let now = 0
  let asked = 0
  /** Latest first. */
  const queue: Due[] = []
  return {
    now: () => now,
    after(ms, run) {
      const due: Due = { at: now + Math.max(0, Math.ceil(ms)), order: asked++, run }
      let [low, high] = [0, queue.length]
      while (low < high) {
        const middle = (low + high) >> 1
        // A new one is the last of its moment, and so lies before its equals here.
        if (queue[middle]!.at > due.at) low = middle + 1
        else high = middle
      }
      queue.splice(low, 0, due)
    },
    async step() {
      const due = queue.pop()
      if (!due) return false
      now = due.at
      due.run()
      // Every promise that can go on without time passing has done so once the event loop comes round.
      await new Promise(setImmediate)
      return true
    },
  }
}
