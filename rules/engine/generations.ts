/**
 * A map that forgets by event time and never looks through its keys: what was not put for at least `lifeMs` is gone
 * after `2 · lifeMs`. A key put lies in the young generation; each `lifeMs` the young one becomes the old one, and what
 * is still in the old one then has not been put for that long and goes.
 */
export class Generations<T> {
  readonly #lifeMs: number
  #young = new Map<string, T>()
  #old = new Map<string, T>()
  #turnAt = Number.NEGATIVE_INFINITY

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  /** Puts a new key, or keeps a known one young. */
  put(key: string, value: T): void {
    this.#young.set(key, value)
    this.#old.delete(key)
  }

  /** The value of a key that is kept young by it, if there is one. */
  renew(key: string): T | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.put(key, old)
    return old
  }

  /** Tells that event time has come to `now`; answers when it must be told again. */
  age(now: number): number {
    if (now >= this.#turnAt) {
      this.#turnAt = now + this.#lifeMs
      this.#old = this.#young
      this.#young = new Map()
    }
    return this.#turnAt
  }

  *[Symbol.iterator](): Generator<[string, T]> {
    yield* this.#old
    yield* this.#young
  }
}
