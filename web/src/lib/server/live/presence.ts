import type { Notice } from '@mingjing/sql/live/notices.ts'

/** Somebody who does not say that they are still there is gone after this long. */
export const goneAfterMs = 45_000

type Presence = Extract<Notice, { kind: 'presence' }>

/**
 * Who has which issue open, as this process has heard: nothing of it is stored. `clock` gives epoch ms.
 */
export class Present {
  #seen = new Map<string, Map<string, number>>()
  #clock: () => number

  constructor(clock: () => number = Date.now) {
    this.#clock = clock
  }

  /** Whether the notice says something new: somebody came or left. That somebody is still there is no news. */
  hear({ id, personId, left }: Presence): boolean {
    const before = this.on(id).includes(personId)
    const people = this.#seen.get(id) ?? new Map<string, number>()
    if (left) people.delete(personId)
    else people.set(personId, this.#clock())
    if (people.size === 0) this.#seen.delete(id)
    else this.#seen.set(id, people)
    return before === left
  }

  /** Who has an issue open now, in the order they came. */
  on(id: string): string[] {
    const people = this.#seen.get(id)
    if (!people) return []
    const since = this.#clock() - goneAfterMs
    for (const [personId, seen] of people) if (seen <= since) people.delete(personId)
    if (people.size === 0) this.#seen.delete(id)
    return [...people.keys()]
  }
}
