import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import { typesRead } from '../language/types-read.ts'
import { acrossPartitions, gatheredBy, type Owns } from './part.ts'
import type { Counted } from './scores.ts'
import { compileKey, compositionOf } from './trigger.ts'

/** What the key of a score is called; no composition of fields has this name. */
const scoreKey = '(score)'

/**
 * Where the keys of rules across partitions lie, of so many places. 32-bit FNV-1a (Fowler, Noll, Vo 1991) over UTF-16
 * units, then MurmurHash3's finalizer (Appleby 2011), as the remainder of FNV alone shows in its low bits.
 */
export const placeOf = (of: string, key: string, places: number): number => {
  let hash = 0x811c9dc5
  const take = (text: string) => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  take(of)
  hash = Math.imul(hash ^ 0xffff, 0x01000193)
  take(key)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % places
}

/** The keys that lie at a place. */
export const ownedAt =
  (place: number, places: number): Owns =>
  (of, key) =>
    placeOf(of, key, places) === place

export interface Routes {
  /** How many places there are. */
  readonly places: number
  /** Where rules across partitions ask for an event, each place once, in growing order. */
  of(event: Event): readonly number[]
  /** Where the subject of a told hit has its scores. */
  ofTold(told: Counted): number
}

export const compileRoutes = (bundle: Bundle, places: number): Routes => {
  const across = acrossPartitions(bundle)
  const keysOf = new Map<string, Map<string, (event: Event) => string | null>>()
  for (const rule of bundle.rules) {
    if (!across.has(rule.id) || rule.kind === 'score') continue
    const fields = gatheredBy(rule)
    const of = compositionOf(fields)
    for (const type of typesRead(rule)) {
      const keys = keysOf.get(type) ?? new Map()
      keysOf.set(type, keys)
      if (!keys.has(of)) keys.set(of, compileKey(fields))
    }
  }
  const none: readonly number[] = []
  return {
    places,
    of(event) {
      const keys = keysOf.get(event.type)
      if (!keys) return none
      const found = new Set<number>()
      for (const [of, keyOf] of keys) {
        const key = keyOf(event)
        if (key !== null) found.add(placeOf(of, key, places))
      }
      return [...found].sort((a, b) => a - b)
    },
    ofTold: ({ subject }) => placeOf(scoreKey, subject, places),
  }
}
