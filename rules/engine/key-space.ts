import type { Event } from '../events/event.ts'
import { Generations } from './generations.ts'

/** Lives by which windows are kept together: an hour, two days, and all that is longer. */
const lives = [3_600_000, 2 * 86_400_000, Number.POSITIVE_INFINITY]

/** Windows that live about equally long may share their keys: a short one must not be kept as long as a long one. */
export const lifeClass = (longestMs: number): number => lives.findIndex((most) => longestMs <= most)

/**
 * The live keys of one composition of fields, each with a place for every kind of window kept by that key: the key of an
 * event is made and looked up once, whatever number of rules ask for it.
 */
export class KeySpace<T> {
  readonly keyOf: (event: Event) => string | null
  readonly #slots: Generations<(T | undefined)[]>
  #places = 0
  /** The key fed last: a trigger mostly asks for what it has just fed. */
  #lastKey: string | null = null
  #last: (T | undefined)[] | undefined

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
    if (key === this.#lastKey) return this.#last!
    let slots = this.#slots.renew(key)
    if (!slots) {
      slots = new Array<T | undefined>(this.#places).fill(undefined)
      this.#slots.put(key, slots)
    }
    this.#lastKey = key
    this.#last = slots
    return slots
  }

  /** What a key has at a place, without keeping it alive. */
  at(key: string, place: number): T | undefined {
    return (key === this.#lastKey ? this.#last : this.#slots.get(key))?.[place]
  }

  /** Tells that event time has come to `now`; answers when it must be told again. */
  age(now: number): number {
    this.#lastKey = null
    this.#last = undefined
    return this.#slots.age(now)
  }

  clear(): void {
    this.#slots.clear()
    this.#lastKey = null
    this.#last = undefined
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
