import type { Event } from '../events/event.ts'
import type { CheckedRule } from '../language/checked.ts'
import type { Owns } from './part.ts'
import { NumberedStamps, type Row, StampNumbers } from './rows.ts'
import type { Stamp } from './stamp.ts'
import { compileKey, compositionOf } from './trigger.ts'

/** Something kept by key: an event, or several, of which the newest tells how long. */
export interface Kept {
  /** Of the newest event, epoch ms. */
  readonly time: number
}

/** How a kind of thing is stored and comes back. */
export interface Codec<T extends Kept> {
  /** Plain JSON in which events are named by number; undefined when nothing of it counts after `now`, epoch ms. */
  store(thing: T, now: number, number: (stamp: Stamp) => number): unknown
  revive(stored: unknown, stamp: (number: number) => Stamp): T
}

/**
 * What a key has, and until when, in whole minutes, which need no memory of their own. Of the many places there are
 * nearly every key fills one or two: the first stands in the slot itself, the others in a list of place and thing by turns.
 */
class Slot {
  minute: number
  place = -1
  thing: Kept | null = null
  others: (number | Kept)[] | null = null

  constructor(minute: number) {
    this.minute = minute
  }

  at(place: number): Kept | undefined {
    if (this.place === place) return this.thing!
    const { others } = this
    if (others) for (let i = 0; i < others.length; i += 2) if (others[i] === place) return others[i + 1] as Kept
    return undefined
  }

  put(place: number, thing: Kept): void {
    if (this.place === place || this.place === -1) {
      this.place = place
      this.thing = thing
      return
    }
    const others = this.others ?? none
    for (let i = 0; i < others.length; i += 2)
      if (others[i] === place) {
        others[i + 1] = thing
        return
      }
    // A list that grows by itself takes room for many more.
    this.others = others.length === 0 ? [place, thing] : [...others, place, thing]
  }

  take(place: number): void {
    if (this.place === place) {
      this.place = -1
      this.thing = null
    } else this.others &&= without(this.others, (other) => other === place)
  }

  /** Drops what is older than its place keeps things. */
  forget(lives: readonly number[], now: number): void {
    if (this.thing && this.thing.time + lives[this.place]! <= now) this.take(this.place)
    this.others &&= without(this.others, (place, thing) => thing.time + lives[place]! <= now)
  }

  *[Symbol.iterator](): Generator<[place: number, thing: Kept]> {
    if (this.thing) yield [this.place, this.thing]
    const others = this.others ?? none
    for (let i = 0; i < others.length; i += 2) yield [others[i] as number, others[i + 1] as Kept]
  }
}

const none: (number | Kept)[] = []

const without = (list: (number | Kept)[], goes: (place: number, thing: Kept) => boolean) => {
  const kept: (number | Kept)[] = []
  for (let i = 0; i < list.length; i += 2)
    if (!goes(list[i] as number, list[i + 1] as Kept)) kept.push(list[i]!, list[i + 1]!)
  return kept.length === 0 ? null : kept.length === list.length ? list : kept
}

/** Keys looked at for each new one while what is over is being looked for. */
const lookedAt = 4
/** So few keys are not worth a look. */
const fewKeys = 64

/**
 * The live keys of one composition of fields, each with a place for everything kept by that key, such as windows or first
 * events of sequences: the key of an event is made and looked up once, whatever number of rules ask for it.
 *
 * Nothing watches the time: when the keys have doubled, the new ones pay for a look at the others, a few each, and those
 * whose life is over go.
 */
export class KeySpace {
  /** Null when a part of the key is absent, or when it is another engine's. Makes the text of an event once, however many rules ask for it. */
  readonly keyOf: (event: Event) => string | null
  readonly composition: string
  readonly #places: Place<Kept>[] = []
  /** How long each place keeps things. */
  readonly #lives: number[] = []
  readonly #slots = new Map<string, Slot>()
  #looking: Iterator<[string, Slot]> | null = null
  /** How many keys are reason for a look. */
  #lookFrom = fewKeys
  /** The key asked for last: all rules of one composition ask for the same key of an event. */
  #lastKey: string | null = null
  #last: Slot | undefined

  constructor(key: CheckedRule['key'], owns: Owns | null) {
    this.composition = compositionOf(key)
    this.keyOf = remembering(compileKey(key, owns))
  }

  /** A new place; what is stored under its signature comes back to it. */
  place<T extends Kept>(signature: string, codec: Codec<T>): Place<T> {
    const place = new Place<T>(this, this.#lives.push(0) - 1, signature, codec)
    this.#places.push(place as unknown as Place<Kept>)
    return place
  }

  placesBySignature(): ReadonlyMap<string, Place<Kept>> {
    return new Map(this.#places.map((place) => [place.signature, place]))
  }

  keepsFor(place: number, ms: number): void {
    this.#lives[place] = Math.max(this.#lives[place]!, ms)
  }

  slotOf(key: string): Slot | undefined {
    if (key !== this.#lastKey) {
      this.#lastKey = key
      this.#last = this.#slots.get(key)
    }
    return this.#last
  }

  /** The slot of a key that is kept for another life of a place, made if it is new. */
  renewed(key: string, place: number, now: number): Slot {
    const minute = Math.floor((now + this.#lives[place]!) / 60_000) + 1
    const known = this.slotOf(key)
    if (known) {
      if (known.minute < minute) known.minute = minute
      return known
    }
    this.#look(now)
    const slot = new Slot(minute)
    this.#slots.set(key, slot)
    this.#last = slot
    return slot
  }

  #look(now: number): void {
    if (this.#slots.size >= this.#lookFrom) this.#looking ??= this.#slots[Symbol.iterator]()
    for (let i = 0; i < lookedAt && this.#looking; i++) {
      const next = this.#looking.next()
      if (next.done) {
        this.#looking = null
        this.#lookFrom = Math.max(fewKeys, this.#slots.size * 2)
        return
      }
      const [key, slot] = next.value
      if (slot.minute * 60_000 <= now) this.#slots.delete(key)
      // Kept alive by one thing, a key must not keep all it ever had.
      else if (slot.others) slot.forget(this.#lives, now)
    }
  }

  get size(): number {
    return this.#slots.size
  }

  /** What still counts after `now`, epoch ms. */
  *rows(now: number, numbers: StampNumbers): Generator<Row> {
    yield ['space', this.composition, this.#places.map(({ signature }) => signature)]
    for (const key of [...this.#slots.keys()].sort()) {
      const things: unknown[] = []
      for (const [index, thing] of this.#slots.get(key)!) {
        const stored = this.#places[index]!.codec.store(thing, now, numbers.of)
        if (stored !== undefined) things.push(index, stored)
      }
      yield* numbers.fresh()
      if (things.length > 0) yield ['key', key, ...things]
    }
  }
}

/** One kind of thing that the keys of a space may have. */
export class Place<T extends Kept> {
  readonly space: KeySpace
  readonly index: number
  /** Things ever taken in here, as whoever takes them in counts them. */
  taken = 0
  readonly signature: string
  readonly codec: Codec<T>

  constructor(space: KeySpace, index: number, signature: string, codec: Codec<T>) {
    this.space = space
    this.index = index
    this.signature = signature
    this.codec = codec
  }

  /** Things are kept for so long at least after their newest event. */
  keepsFor(ms: number): void {
    this.space.keepsFor(this.index, ms)
  }

  /** What a key has here, without keeping it alive. It may be older than it need be kept. */
  at(key: string): T | undefined {
    return this.space.slotOf(key)?.at(this.index) as T | undefined
  }

  /** What a key has here; the key is kept for another life, made if it is new. */
  renewed(key: string, now: number): T | undefined {
    return this.space.renewed(key, this.index, now).at(this.index) as T | undefined
  }

  /** Gives a key, just renewed, something here, in place of what it had. */
  put(key: string, thing: T): void {
    this.space.slotOf(key)!.put(this.index, thing)
  }

  /** Takes away what a key has here. */
  take(key: string): void {
    this.space.slotOf(key)?.take(this.index)
  }
}

/** A key function that makes the text of an event once, however many rules ask for it. */
const remembering = (keyOf: (event: Event) => string | null) => {
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

/** One space for each composition of fields that rules are keyed by. */
export interface KeySpaces {
  of(key: CheckedRule['key']): KeySpace
  /** What still counts after `now`, epoch ms. */
  rows(now: number): Generator<Row>
  /** Takes in rows that {@link rows} gave; what this bundle keeps no place for is left out. */
  restoring(): (row: Row) => void
  /** Live keys; what several rules keep by one key counts once. */
  size(): number
}

export const createKeySpaces = (owns: Owns | null): KeySpaces => {
  const spaces = new Map<string, KeySpace>()
  return {
    of(key) {
      const composition = compositionOf(key)
      const known = spaces.get(composition)
      if (known) return known
      const space = new KeySpace(key, owns)
      spaces.set(composition, space)
      return space
    },
    *rows(now) {
      const numbers = new StampNumbers()
      for (const space of spaces.values()) yield* space.rows(now, numbers)
    },
    restoring() {
      const stamps = new NumberedStamps()
      let places: (Place<Kept> | undefined)[] = []
      return (row) => {
        if (row[0] === 'event') stamps.add(row[1], row[2], row[3])
        else if (row[0] === 'space') {
          const known = spaces.get(row[1])?.placesBySignature()
          places = row[2].map((signature) => known?.get(signature))
        } else if (row[0] === 'key') {
          const [, key, ...things] = row
          for (let i = 0; i < things.length; i += 2) {
            const place = places[things[i] as number]
            if (!place) continue
            const thing = place.codec.revive(things[i + 1], stamps.at)
            place.renewed(key, thing.time)
            place.put(key, thing)
          }
        }
      }
    },
    size: () => [...spaces.values()].reduce((sum, space) => sum + space.size, 0),
  }
}
