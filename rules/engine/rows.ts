import type { Stop } from './budget.ts'
import type { Opening } from './deadline.ts'
import type { StoredMeter } from './meter.ts'
import type { StoredGroup } from './peers.ts'
import type { Counted } from './scores.ts'
import { Stamp } from './stamp.ts'

/**
 * One row of an engine's stored state; plain JSON, the same rows for equal pasts. The first is `engine`. Row by row, so
 * that a state of any size can be written and read without a second copy of it.
 */
export type Row =
  /** Up to which moment, inclusive, this state has judged; null before the first event. Rules that are stopped. */
  | readonly ['engine', format: 2, judgedUntil: number | null, stops: readonly Stop[]]
  /** An event that later rows name by its number, counted from 0. */
  | readonly ['event', time: number, source: string, id: string]
  /** A composition of fields and the signatures of what is kept by it; the `key` rows after it are of it. */
  | readonly ['space', composition: string, signatures: readonly string[]]
  /** A key and what it has: index of a signature and stored thing by turns. */
  | readonly ['key', key: string, ...things: unknown[]]
  | readonly ['deadline', ruleId: string, version: number, opening: Opening, next: number]
  | readonly ['peers', ruleId: string, version: number, group: StoredGroup]
  /** A hit whose millisecond is not over. */
  | readonly ['waiting', hit: Counted]
  /** The newest hits of a subject that a score has counted. */
  | readonly ['score', ruleId: string, version: number, subject: string, newest: readonly Counted[]]
  | readonly ['meter', meter: StoredMeter]
  /** Looks so far, and steps of all rules since they were last counted. */
  | readonly ['looks', looks: number, uncounted: number]

/** Numbers the events that rows name, each once. */
export class StampNumbers {
  readonly #numbers = new Map<Stamp, number>()
  #fresh: Row[] = []

  readonly of = (stamp: Stamp): number => {
    let number = this.#numbers.get(stamp)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(stamp, number)
      this.#fresh.push(['event', stamp.time, stamp.source, stamp.id])
    }
    return number
  }

  /** Rows of the events numbered since this was last asked. */
  fresh(): readonly Row[] {
    const rows = this.#fresh
    if (rows.length > 0) this.#fresh = []
    return rows
  }
}

/** The events that rows name, by number. */
export class NumberedStamps {
  readonly #stamps: Stamp[] = []
  /** Sources are few: each is kept once. */
  readonly #sources = new Map<string, string>()

  add(time: number, source: string, id: string): void {
    let known = this.#sources.get(source)
    if (known === undefined) {
      known = source
      this.#sources.set(source, source)
    }
    this.#stamps.push(new Stamp(time, known, id))
  }

  readonly at = (number: number): Stamp => this.#stamps[number]!
}
