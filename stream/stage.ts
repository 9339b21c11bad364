import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Engine } from '@mingjing/rules/engine/engine.ts'
import type { Part } from '@mingjing/rules/engine/part.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Block } from './block/block.ts'
import type { Place } from './books.ts'
import type { SourceRecord } from './decode/record.ts'
import type { Worker } from './partition.ts'
import type { Plan } from './plan/plan.ts'
import type { Reader } from './source/source.ts'

/** What the state of every partition has. */
export interface Standing {
  /** Number of the last block in it, 0 before the first. */
  seq: number
  /** Offset of the next record. */
  next: number
  bundle: Bundle
  readonly part: Part
  engine: Engine
}

/** What comes first in a snapshot; rows of the stage's own and of the engine follow. */
export interface Head {
  readonly format: 2
  readonly seq: number
  readonly next: number
  readonly ruleSet: string
  /** Offsets `[from, to)` of records that wait: recovery reads them again. */
  readonly waiting: readonly [number, number][]
}

/** State as a snapshot keeps it: rows to be read once, before the state goes on. */
export interface Kept<H extends Head = Head> {
  readonly head: H
  readonly rows: Iterable<unknown>
}

/** What a partition is planned by, besides its records. */
export interface Moment {
  readonly worker: Pick<Worker, 'clickhouse' | 'bundles' | 'clock' | 'steady' | 'clockHeld'>
  readonly place: Place
  readonly reader: Reader
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when the block before has been written. */
  readonly written: () => Promise<void>
}

/** Says whether a block is worth planning now, and under what; null when nothing happened. */
export type Planner<S, R> = (
  state: S,
  records: readonly R[],
  next: number,
) => Promise<(Pick<Plan, 'clock' | 'answers'> & { readonly bundle: Bundle }) | null>

/**
 * What becomes of the records of a partition. The lane that owns the partition plans, writes, keeps and recovers; all
 * that decides is here, and follows from state, records and plan alone.
 */
export interface Stage<S extends Standing, R> {
  /** Never throws. */
  readonly decode: (record: SourceRecord) => R
  empty(bundle: Bundle): S
  /** Moves the state over the records of a plan and returns all that follows. The state must be under the plan's bundle. */
  advance(state: S, records: readonly R[], plan: Plan): Block
  keep(state: S): Kept
  /** The state of a snapshot but for what waits and what {@link refill} brings. */
  restore(kept: Kept, bundle: Bundle): S
  /** Puts a record that waited back into the state. */
  hold(state: S, record: R): void
  /** Brings what a snapshot leaves out because a store has it. */
  refill(state: S, place: Place, clickhouse: ClickHouse): Promise<void>
  /** Events that wait. */
  buffered(state: S): number
  /** Begins to plan from a recovered state on. */
  planner(moment: Moment): Planner<S, R>
}
