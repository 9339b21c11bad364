import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import type { WorkerStatus } from '@mingjing/sql/runtime.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import type { Senders } from './delivery/senders.ts'
import { type Ingest, openEdge } from './ingest/edge.ts'
import { openIngestLog } from './ingest/log.ts'
import { log } from './log.ts'
import { ingestTopic, logSource } from './source/ingest-log.ts'
import { startWorker } from './worker.ts'

export interface EmbeddedParts {
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  readonly bundle: Bundle
  /** Folder of the ingest log; the data folder must be held. */
  readonly ingestFolder: string
  /** True while history is being loaded: the wall clock must not breach deadlines whose events are still to come. */
  readonly clockHeld?: () => boolean
  readonly senders?: Senders
  readonly clock?: () => number
  readonly steady?: () => number
}

export interface Embedded {
  readonly ingest: Ingest
  status(): WorkerStatus
  metrics(): Promise<string>
  /** Rejects when the worker cannot go on. */
  readonly ended: Promise<void>
  /** Resolves when everything ingested before the call has taken effect. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** The worker over the ingest log in the data folder, in this process. Stores must be migrated. */
export const startEmbedded = async (parts: EmbeddedParts): Promise<Embedded> => {
  const ingestLog = await openIngestLog(parts.ingestFolder)
  if (ingestLog.droppedBytes > 0) log.warn({ bytes: ingestLog.droppedBytes }, 'dropped an unacknowledged tail')
  const worker = await startWorker({ ...parts, source: logSource(ingestLog) })
  return {
    ingest: openEdge({
      db: parts.postgres.db,
      keys: parts.keys,
      topic: ingestTopic,
      append: (events) => ingestLog.append(events.map((event) => JSON.stringify(event))),
      clock: parts.clock,
    }),
    status: worker.status,
    metrics: worker.metrics,
    ended: worker.ended,
    settled: () => worker.reached(0, ingestLog.end()),
    async stop() {
      await worker.stop()
      await ingestLog.close()
    },
  }
}
