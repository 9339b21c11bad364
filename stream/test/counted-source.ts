import type { EventSource } from '../source/source.ts'

/**
 * A source that counts what is read from it while an outage lasts; `done` says how many records have taken effect, of a
 * log read from its beginning.
 */
export const countedSource = (source: EventSource, done: () => number) => {
  let isAway = false
  /** Reads that brought something since a block was done. */
  let reads = 0
  let doneBefore = 0
  const most = { records: 0, reads: 0 }
  const note = (next: number) => {
    const now = done()
    reads = now === doneBefore ? reads + 1 : 1
    doneBefore = now
    if (!isAway) return
    most.records = Math.max(most.records, next - now)
    most.reads = Math.max(most.reads, reads)
  }
  const counted: EventSource = {
    ...source,
    run: (own) =>
      source.run((partition, open, signal) =>
        own(
          partition,
          (from) => {
            const reader = open(from)
            return {
              ...reader,
              async read(limit) {
                const batch = await reader.read(limit)
                if (batch.records.length > 0) note(batch.next)
                return batch
              },
            }
          },
          signal,
        ),
      ),
  }
  return {
    ...counted,
    beginOutage() {
      isAway = true
    },
    endOutage() {
      isAway = false
    },
    most: () => ({ ...most }),
  }
}
