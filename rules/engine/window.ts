import { type Aggregate, type AggregateKind, type Entry, makeAggregate } from './aggregate.ts'

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

/** Entries that have left every view are kept until they are this many and at least half, then thrown away at once. */
const slack = 16

/** The events of one key that one or more equal measures aggregate, in order, with a state for each view of them. */
export class Window {
  readonly #views: readonly View[]
  readonly #longestMs: number
  readonly #states: (ViewState | undefined)[]
  #entries: Entry[] = []
  /** Position of `#entries[0]`. */
  #base = 0
  /** Position of the first entry inside the longest view, as far as looked. */
  #start = 0

  constructor(views: readonly View[], longestMs: number) {
    this.#views = views
    this.#longestMs = longestMs
    this.#states = new Array(views.length).fill(undefined)
  }

  /** Time of the newest entry; a window is made with its first. */
  get newest(): number {
    return this.#entries[this.#entries.length - 1]!.time
  }

  push(entry: Entry): void {
    this.#entries.push(entry)
    this.#forget(entry.time)
  }

  /** What a view holds at `now`: the aggregate and how many events are in it. No entry is newer than `now`. */
  read(view: number, now: number): { value: number | null; size: number } {
    const state = this.#advance(view, now)
    const size = state.tail - state.head
    return { value: state.aggregate.read(size), size }
  }

  /** The newest `most` entries of a view at `now`, oldest first. */
  newestOf(view: number, now: number, most: number): Entry[] {
    const state = this.#advance(view, now)
    return this.#entries.slice(Math.max(state.head, state.tail - most) - this.#base, state.tail - this.#base)
  }

  /** Entries that still count at `now`, for a snapshot. */
  entriesAt(now: number): Entry[] {
    return this.#entries.filter((entry) => entry.time > now - this.#longestMs)
  }

  #advance(index: number, now: number): ViewState {
    let state = this.#states[index]
    const { kind, withinMs } = this.#views[index]!
    if (!state) {
      state = { aggregate: makeAggregate(kind), head: this.#base, tail: this.#base }
      this.#states[index] = state
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
    for (let i = 0; i < this.#views.length; i++) if (this.#states[i]) this.#advance(i, now)
    this.#entries = this.#entries.slice(gone)
    this.#base = this.#start
  }
}
