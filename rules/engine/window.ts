import { type Aggregate, type AggregateKind, aggregateOf, type Entry, makeAggregate } from './aggregate.ts'

/** One reading of a window: an aggregate over the last `withinMs`. */
export interface View {
  readonly kind: AggregateKind
  readonly withinMs: number
}

interface ViewState {
  readonly aggregate: Aggregate
  /** Positions [head, tail) are inside the aggregate. */
  head: number
  tail: number
}

/** Up to so many entries an aggregate is made anew when asked: nearly all keys stay below, and need no state. */
const few = 24
/** Entries that have left every view are kept until they are this many and at least half, then thrown away at once. */
const slack = 16

const none: readonly (ViewState | undefined)[] = []

/**
 * The events of one key that one or more equal measures aggregate, in order, with a state for each view of them once
 * they are many. A class, because there is one for every key.
 */
export class Window {
  readonly #views: readonly View[]
  readonly #longestMs: number
  #states: (ViewState | undefined)[] | null = null
  #entries: Entry[]
  /** Position of `#entries[0]`: how many entries have been thrown away. */
  #base = 0
  /** Position of the first entry inside the longest view, as far as looked. */
  #start = 0

  constructor(views: readonly View[], longestMs: number, first: Entry) {
    this.#views = views
    this.#longestMs = longestMs
    this.#entries = [first]
  }

  /** Takes in an entry that is not older than the one before. */
  push(entry: Entry): void {
    this.#entries.push(entry)
    this.#forget(entry.time)
  }

  /** What a view holds at `now`: the aggregate and how many events are in it. No entry is newer than `now`. */
  read(view: number, now: number): { value: number | null; size: number } {
    const entries = this.#entries
    if (entries.length <= few && !this.#states?.[view]) {
      const { kind, withinMs } = this.#views[view]!
      const from = this.#firstAfter(now - withinMs, entries.length)
      return { value: aggregateOf(kind, entries, from), size: entries.length - from }
    }
    const state = this.#advance(view, now)
    const size = state.tail - state.head
    return { value: state.aggregate.read(size), size }
  }

  /** The newest `most` entries of a view at `now`, oldest first. */
  newestOf(view: number, now: number, most: number): Entry[] {
    return this.#entries.slice(this.#firstAfter(now - this.#views[view]!.withinMs, most))
  }

  /** Entries that still count at `now`, for a snapshot. */
  entriesAt(now: number): Entry[] {
    return this.#entries.filter((entry) => entry.time > now - this.#longestMs)
  }

  /** Index of the first entry after `bound`, looking back over at most the newest `most`. */
  #firstAfter(bound: number, most: number): number {
    const entries = this.#entries
    const least = Math.max(0, entries.length - most)
    let i = entries.length
    while (i > least && entries[i - 1]!.time > bound) i--
    return i
  }

  #advance(view: number, now: number): ViewState {
    const { kind, withinMs } = this.#views[view]!
    this.#states ??= new Array<ViewState | undefined>(this.#views.length).fill(undefined)
    let state = this.#states[view]
    if (!state) {
      state = { aggregate: makeAggregate(kind), head: this.#base, tail: this.#base }
      this.#states[view] = state
    }
    const entries = this.#entries
    const base = this.#base
    const end = base + entries.length
    for (; state.tail < end; state.tail++) state.aggregate.enter(entries[state.tail - base]!, state.tail)
    const bound = now - withinMs
    for (; state.head < state.tail && entries[state.head - base]!.time <= bound; state.head++)
      state.aggregate.leave(entries[state.head - base]!, state.head)
    return state
  }

  #forget(now: number): void {
    const bound = now - this.#longestMs
    while (this.#entries[this.#start - this.#base]!.time <= bound) this.#start++
    const gone = this.#start - this.#base
    if (gone < slack || gone * 2 < this.#entries.length) return
    for (const [view, state] of (this.#states ?? none).entries()) if (state) this.#advance(view, now)
    this.#entries = this.#entries.slice(gone)
    this.#base = this.#start
  }
}
