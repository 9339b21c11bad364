import type { Registers } from '@mingjing/rules/registers/registers.ts'
import type { ClickHouse } from './clickhouse/connect.ts'
import type { Postgres } from './postgres/connect.ts'
import type { Keys } from './vault/keys.ts'

/** What the worker of this process is doing; times are epoch milliseconds. */
export interface WorkerStatus {
  readonly state: 'starting' | 'recovering' | 'running' | 'waiting' | 'draining' | 'stopped' | 'failed'
  /** Events read and decided since the process started. */
  readonly events: number
  readonly hits: number
  readonly eventsPerSecond: number
  readonly watermark: number | null
  /** Records that wait to be read. */
  readonly backlog: number
  /** Clock − watermark of the newest block, ms; null before the first. */
  readonly lagMs: number | null
  readonly openDeadlines: number
  readonly windowKeys: number
  /** Why it waits or failed. */
  readonly problem: string | null
}

export interface Ingested {
  readonly accepted: number
  readonly rejected: readonly { index: number; error: string }[]
}

/** What one process runs on. The composition root makes it and hands it to the site. */
export interface Runtime {
  readonly postgres: Postgres
  readonly clickhouse: ClickHouse
  readonly keys: Keys
  /** Risks and clauses the rules name. */
  readonly registers: Registers
  readonly mode: 'embedded' | 'external'
  /** Takes events in, one JSON text a line; answers once they are kept. Absent where this process has no way in. */
  ingest?(lines: readonly string[]): Promise<Ingested>
  /** Null where the worker runs in another process. */
  workerStatus(): WorkerStatus | null
  /** Prometheus text. */
  metrics(): Promise<string>
  /** Events loaded of the demo bank, while it is being loaded. */
  seeding(): { readonly done: number; readonly total: number } | null
  /** Whether this is the demo bank: personas may sign in by one click. */
  readonly demo: boolean
}

/** On globalThis, because the site's build bundles a copy of this module: a variable here would exist twice. */
const slot = Symbol.for('mingjing.runtime')
type Holder = { [slot]?: Runtime }

export const provideRuntime = (runtime: Runtime): void => {
  ;(globalThis as Holder)[slot] = runtime
}

/** @throws when the composition root has not provided one. */
export const runtime = (): Runtime => {
  const provided = (globalThis as Holder)[slot]
  if (provided === undefined) throw new Error('no runtime: start Mingjing with `npx mingjing up`')
  return provided
}
