import type { Decode, SourceRecord } from '../decode/record.ts'

export interface Batch {
  readonly records: readonly SourceRecord[]
  /** Offset after the last record; more than one past it where the log has holes. */
  readonly next: number
}

/** Reads one partition from an offset on. */
export interface Reader {
  /** The next records, at most `max`, fewer when they are long, none at or beyond `before` or when `waitMs` pass without one. */
  read(limit: { max: number; before?: number; waitMs: number }): Promise<Batch>
  /** Offset of the record `read` gives next. */
  position(): number
  /** Asks the log itself whether nothing lies beyond what was read. False when it cannot be asked. */
  caughtUp(): Promise<boolean>
  /** Records known to lie ahead. */
  backlog(): number
  /** Everything before `next` has taken effect: told to the log for monitoring only. */
  done(next: number): void
}

/**
 * The life of one partition while it is ours. The reader that `open` made last is the one to use. Returns soon after
 * `signal` aborts.
 */
export type OwnPartition = (partition: number, open: (from: number) => Reader, signal: AbortSignal) => Promise<void>

/** Where records come from; partitions may come and go. */
export interface Source {
  readonly topic: string
  /** Gives each partition that becomes ours to `own`, until `stop`. @throws what an `own` throws. */
  run(own: OwnPartition): Promise<void>
  /** Lets all partitions go and waits until each `own` has returned. */
  stop(): Promise<void>
}

/** A source of events, and how they lie in it. */
export interface EventSource extends Source {
  readonly decode: Decode
}
