import { setTimeout as sleep } from 'node:timers/promises'

/** How a worker waits: by the machine's own time, or by that of a simulation. */
export interface Pace {
  /** Ms since some start, never set. */
  readonly now: () => number
  /** Resolves after `ms`, at once when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

export const realPace: Pace = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
}
