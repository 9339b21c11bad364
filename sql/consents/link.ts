import type { consentEntries } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { type ConsentEvent, digestOf, type Entry, factsOf, hashEntry, hashFact, refOf } from './entry.ts'
import { addLeaf, hashLeaf } from './tree.ts'

/** Where the chain ends. */
export interface End {
  /** Of the last entry, 0 when there is none. */
  readonly position: number
  /** Of the last entry. */
  readonly hash: string
  /** Of the tree, widest first. */
  readonly peaks: readonly string[]
}

/** An event with where it lies in the log. */
export interface Placed {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly event: ConsentEvent
}

/** The entries that follow an end, one for each event. Pure. */
export const linkEntries = (
  keys: Keys,
  end: End,
  placed: readonly Placed[],
): (typeof consentEntries.$inferSelect)[] => {
  const peaks = [...end.peaks]
  let { position, hash: previous } = end
  return placed.map(({ topic, partition, offset, event }) => {
    const digest = digestOf(factsOf(keys, event).map((fact) => [fact.name, hashFact(fact)]))
    const entry: Entry = {
      ...{ position: position + 1, ref: refOf(keys, event), topic, partition, offset },
      ...{ digest, previous },
    }
    const hash = hashEntry(entry)
    const fills = addLeaf(peaks, position, hashLeaf(hash))
    position += 1
    previous = hash
    return { ...entry, hash, fills }
  })
}
