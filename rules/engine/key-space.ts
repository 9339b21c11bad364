import type { Event } from '../events/event.ts'
import { Generations } from './generations.ts'

/** Lives by which things are kept together: an hour, two days, and all that is longer. */
const lives = [3_600_000, 2 * 86_400_000, Number.POSITIVE_INFINITY]

/** What lives about equally long may share its keys: a short window must not be kept as long as a long one. */
const lifeClass = (longestMs: number): number => lives.findIndex((most) => longestMs <= most)

/**
 * The live keys of one composition of fields, each with a place for everything kept by that key, such as windows or first
 * events of sequences: the key of an event is made and looked up once, whatever number of rules ask for it.
 */
export class KeySpace<T> {
  readonly keyOf: (event: Event) => string | null
  readonly #slots: Generations<(T | undefined)[]>
  #places = 0
  /** The key asked for last: all rules of one composition ask for the same key of an event. */
  #lastKey: string | null = null
  #last: (T | undefined)[] | undefined
  /** Whether it was asked for by {@link fed}, and so is kept alive already. */
  #isFed = false

  /** `lifeMs` is that of the longest window kept here. */
  constructor(keyOf: (event: Event) => string | null, lifeMs: number) {
    this.keyOf = keyOf
    this.#slots = new Generations(lifeMs)
  }

  /** Another kind of window; its place in {@link at} and {@link of}. */
  addPlace(): number {
    return this.#places++
  }

  /** The places of a key that is fed, made if it is new and kept alive for another life. */
  fed(key: string): (T | undefined)[] {
    if (this.#isFed && key === this.#lastKey) return this.#last!
    let slots = this.#slots.renew(key)
    if (!slots) {
      slots = new Array<T | undefined>(this.#places).fill(undefined)
      this.#slots.put(key, slots)
    }
    this.#lastKey = key
    this.#last = slots
    this.#isFed = true
    return slots
  }

  /** What a key has at a place, without keeping it alive. */
  at(key: string, place: number): T | undefined {
    if (key !== this.#lastKey) {
      this.#lastKey = key
      this.#last = this.#slots.get(key)
      this.#isFed = false
    }
    return this.#last?.[place]
  }

  /** Tells that event time has come to `now`; answers when it must be told again. */
  age(now: number): number {
    this.#lastKey = null
    this.#last = undefined
    this.#isFed = false
    return this.#slots.age(now)
  }

  clear(): void {
    this.#slots.clear()
    this.#lastKey = null
    this.#last = undefined
    this.#isFed = false
  }

  get size(): number {
    return this.#slots.size
  }

  /** What every key has at a place. */
  *of(place: number): Generator<[string, T]> {
    for (const [key, slots] of this.#slots) {
      const found = slots[place]
      if (found !== undefined) yield [key, found]
    }
  }
}

/** A key function that makes the text of an event once, however many rules ask for it. */
export const remembering = (keyOf: (event: Event) => string | null) => {
  let last: Event | null = null
  let key: string | null = null
  return (event: Event) => {
    if (event !== last) {
      last = event
      key = keyOf(event)
    }
    return key
  }
}

/** Something that is kept by key for so long, until its space is known. */
export interface Kept<T> {
  /** Composition of the key. */
  readonly keySpec: string
  readonly lifeMs: number
  space: KeySpace<T>
  place: number
}

/** Gives everything its place; what has one composition of the key and one class of life shares a space. */
export const settle = <T>(
  all: readonly Kept<T>[],
  keyOf: (keySpec: string) => (event: Event) => string | null,
): KeySpace<T>[] =>
  [...Map.groupBy(all, ({ keySpec, lifeMs }) => `${keySpec} ${lifeClass(lifeMs)}`).values()].map((together) => {
    const space = new KeySpace<T>(keyOf(together[0]!.keySpec), Math.max(...together.map(({ lifeMs }) => lifeMs)))
    for (const one of together) {
      one.space = space
      one.place = space.addPlace()
    }
    return space
  })

/** Where things are before their space is made. */
export const nowhere = <T>(): KeySpace<T> => new KeySpace<T>(() => null, 0)
