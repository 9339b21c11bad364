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

/** What the windows of one store have in common. */
export interface WindowSpec {
  readonly views: readonly View[]
  /** That of the longest view. */
  readonly lifeMs: number
}

/** What a view holds: the aggregate and how many events are in it. */
export interface Held {
  readonly value: number | null
  readonly size: number
}

/** Up to so many entries an aggregate is made anew when asked: nearly all keys stay below, and need no state. */
const few = 24
/** Entries that have left every view are kept until they are this many and at least half, then thrown away at once. */
const slack = 16

const none: readonly (ViewState | undefined)[] = []

/**
 * The events of one key that one or more equal measures aggregate, in order, with a state for each view of them once
 * they are many. A class, because there is one for nearly every key that has had more than one event.
 */
export class Window {
  #states: (ViewState | undefined)[] | null = null
  #entries: Entry[]
  /** Position of `#entries[0]`: how many entries have been thrown away. */
  #base = 0
  /** Position of the first entry inside the longest view, as far as looked. */
  #start = 0

  constructor(first: Entry, second: Entry) {
    this.#entries = [first, second]
  }

  /** Of the newest entry, epoch ms. */
  get time(): number {
    return this.#entries.at(-1)!.time
  }

  /** Takes in an entry that is not older than the one before. */
  push(spec: WindowSpec, entry: Entry): void {
    // An array that grows by itself takes room for many more, and most windows stay below four.
    if (this.#entries.length < 4) this.#entries = [...this.#entries, entry]
    else this.#entries.push(entry)
    this.#forget(spec, entry.time)
  }

  /** What a view holds at `now`. No entry is newer than `now`. */
  read(spec: WindowSpec, view: number, now: number): Held {
    const entries = this.#entries
    if (entries.length <= few && !this.#states?.[view]) {
      const { kind, withinMs } = spec.views[view]!
      const from = this.#firstAfter(now - withinMs, entries.length)
      return { value: aggregateOf(kind, entries, from), size: entries.length - from }
    }
    const state = this.#advance(spec, view, now)
    const size = state.tail - state.head
    return { value: state.aggregate.read(size), size }
  }

  /** The newest `most` entries after `bound`, oldest first. */
  newestAfter(bound: number, most: number): Entry[] {
    return this.#entries.slice(this.#firstAfter(bound, most))
  }

  /** Index of the first entry after `bound`, looking back over at most the newest `most`. */
  #firstAfter(bound: number, most: number): number {
    const entries = this.#entries
    const least = Math.max(0, entries.length - most)
    let i = entries.length
    while (i > least && entries[i - 1]!.time > bound) i--
    return i
  }

  #advance({ views }: WindowSpec, view: number, now: number): ViewState {
    const { kind, withinMs } = views[view]!
    this.#states ??= new Array<ViewState | undefined>(views.length).fill(undefined)
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

  #forget(spec: WindowSpec, now: number): void {
    const bound = now - spec.lifeMs
    while (this.#entries[this.#start - this.#base]!.time <= bound) this.#start++
    const gone = this.#start - this.#base
    if (gone < slack || gone * 2 < this.#entries.length) return
    for (const [view, state] of (this.#states ?? none).entries()) if (state) this.#advance(spec, view, now)
    this.#entries = this.#entries.slice(gone)
    this.#base = this.#start
  }
}

/** What a key has in a store: most have had but one event, which needs no window around it. */
export type Windowed = Entry | Window

export const readOf = (spec: WindowSpec, windowed: Windowed, view: number, now: number): Held => {
  if (windowed instanceof Window) return windowed.read(spec, view, now)
  const { kind, withinMs } = spec.views[view]!
  const isInside = windowed.time > now - withinMs
  return { value: aggregateOf(kind, [windowed], isInside ? 0 : 1), size: isInside ? 1 : 0 }
}

/** The newest `most` entries after `bound`, oldest first. */
export const newestAfter = (windowed: Windowed, bound: number, most: number): Entry[] =>
  windowed instanceof Window ? windowed.newestAfter(bound, most) : windowed.time > bound ? [windowed] : []

/** With one more entry, that is not older than the one before. */
export const withEntry = (spec: WindowSpec, windowed: Windowed, entry: Entry): Windowed => {
  if (!(windowed instanceof Window))
    return windowed.time > entry.time - spec.lifeMs ? new Window(windowed, entry) : entry
  windowed.push(spec, entry)
  return windowed
}
