import type { Pace } from '../pace.ts'
import { Fenced } from '../plan/ledger.ts'

const firstMs = 100
const longestMs = 5_000

export interface Patience {
  /** Gives up, with the last error, once this aborts. */
  readonly signal: AbortSignal
  readonly pause: Pace['pause']
  /** Told of every failure, and with null when the work went through after one. */
  readonly troubled: (error: unknown) => void
}

/**
 * Does `work` until it succeeds, waiting longer after each failure (0.1 s … 5 s). While it waits nothing is read, so
 * memory stays flat and nothing is lost. Being fenced is no trouble of a store: it is thrown at once.
 */
export const persist = async <T>(work: () => Promise<T>, { signal, pause, troubled }: Patience): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await work()
      if (attempt > 0) troubled(null)
      return result
    } catch (error) {
      if (error instanceof Fenced || signal.aborted) throw error
      troubled(error)
      await pause(Math.min(longestMs, firstMs * 2 ** attempt), signal)
    }
  }
}
