/** One block before it is done: what to read and under which clock and bundle. Everything else follows from state. */
export interface Plan {
  readonly topic: string
  readonly partition: number
  /** Grows by one with every block of the partition, timer-only ones included. */
  readonly seq: number
  /** Records `[from, to)`. */
  readonly from: number
  readonly to: number
  /**
   * The time the partition may assume, epoch ms: the wall clock while the partition is caught up and quiet, else the
   * newest event time it has read. A backlog or a replay thus breaches nothing it has not read yet.
   */
  readonly clock: number
  readonly ruleSet: string
  readonly answers: Answers
}

/** What the planner found out beside the records; part of the plan, so that doing it again needs no second look. */
export interface Answers {
  /** The wall clock, epoch ms: event times beyond it are not believed. */
  readonly wall: number
  /** Offsets of the block whose facts were already in `events`, of those older than the horizon of state. */
  readonly known: readonly number[]
}

/** Names an insert of the block into `table`; two inserts with one token count once. */
export const tokenOf = (plan: Plan, table: string): string => `${plan.topic}:${plan.partition}:${plan.seq}:${table}`
