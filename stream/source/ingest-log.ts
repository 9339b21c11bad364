import { decodeKept } from '../decode/record.ts'
import type { IngestLog } from '../ingest/log.ts'
import type { EventSource, Reader } from './source.ts'

export const ingestTopic = 'events'

/** The embedded ingest log as a source: one partition, ours from start to stop. */
export const logSource = (log: IngestLog): EventSource => {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  return {
    topic: ingestTopic,
    decode: decodeKept,
    run(own) {
      running = own(0, (from) => logReader(log, from), stopping.signal)
      return running
    },
    async stop() {
      stopping.abort()
      await running.catch(() => {})
    },
  }
}

/** @throws when the log ends before what the ledger says was read: new records would take the place of lost ones. */
export const logReader = (log: IngestLog, from: number): Reader => {
  const checkEnd = (known: number) => {
    if (known <= log.end()) return
    throw new Error(`the ingest log ends at record ${log.end()}, but ${known} were read from it; restore a backup`)
  }
  checkEnd(from)
  let next = from
  return {
    async read({ max, before = Number.POSITIVE_INFINITY, waitMs }) {
      if (Number.isFinite(before)) checkEnd(before)
      if (log.end() <= next) await log.grown(next, waitMs)
      const first = next
      const lines = await log.read(first, Math.min(max, before - first))
      next = first + lines.length
      return { records: lines.map((text, i) => ({ offset: first + i, text })), next }
    },
    position: () => next,
    caughtUp: async () => log.end() <= next,
    backlog: () => Math.max(0, log.end() - next),
    done: () => {},
  }
}
