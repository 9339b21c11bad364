import { type ManySent, sendMany } from '#lib/issue/send.ts'
import type { QueueRow } from './row.ts'

type Meant = Pick<QueueRow, 'id' | 'version'>

/** Issues of one request; the server takes no more. */
const part = 1000
/** Requests at a time: the server reads the next one while the database still writes the last. */
const abreast = 2

/** One action on many issues, a part at a time: how far it is can be told, and the rest of it can be left undone. */
export class BulkRun {
  /** Issues answered for so far, done or refused. */
  reached = $state(0)
  total = $state(0)
  running = $state(false)
  #stopped = false

  /** Whoever goes on anyway keeps what was done. */
  stop(): void {
    this.#stopped = true
  }

  /** What was done and refused; `complete` is false when it was stopped or the rest did not get through. */
  act(action: Record<string, unknown>, meant: readonly Meant[]): Promise<ManySent & { complete: boolean }> {
    return this.#each(meant, (some) => ({
      action,
      ids: some.map(({ id }) => id),
      versions: Object.fromEntries(some.map(({ id, version }) => [id, version])),
    }))
  }

  undo(ids: readonly string[]): Promise<ManySent & { complete: boolean }> {
    return this.#each(ids, (some) => ({ undo: true, ids: some }))
  }

  async #each<T>(
    all: readonly T[],
    body: (some: readonly T[]) => Record<string, unknown>,
  ): Promise<ManySent & { complete: boolean }> {
    this.#stopped = false
    this.reached = 0
    this.total = all.length
    this.running = true
    const result: ManySent = { done: [], refused: [] }
    let next = 0
    const send = async (): Promise<void> => {
      while (next < all.length && !this.#stopped) {
        const some = all.slice(next, next + part)
        next += some.length
        const sent = await sendMany(body(some))
        if (!sent) {
          // What one request did not get through with, the other is not to go on with.
          this.#stopped = true
          return
        }
        result.done.push(...sent.done)
        result.refused.push(...sent.refused)
        this.reached += some.length
      }
    }
    await Promise.all(Array.from({ length: abreast }, send))
    this.running = false
    return { ...result, complete: this.reached === all.length }
  }
}

/** Every issue a query of the queue matches, as it is now; null when the question did not get through. */
export const askMatching = async (query: string): Promise<Meant[] | null> => {
  const answer = await fetch(`/api/issues/matching?${query}`).catch(() => null)
  return answer?.ok ? ((await answer.json()) as { issues: Meant[] }).issues : null
}
