import type { Value } from '../events/event.ts'
import type { Stamp } from './stamp.ts'

/** A first event that waits for a second: what names it, and what of it the rule asks. */
export class First {
  readonly stamp: Stamp
  /** Fields of the event by name. */
  readonly values: Readonly<Record<string, Value>>

  constructor(stamp: First['stamp'], values: First['values']) {
    this.stamp = stamp
    this.values = values
  }

  get time(): number {
    return this.stamp.time
  }
}

/** First events of a key, oldest first, at least one. */
export class Firsts {
  readonly list: First[]

  constructor(...list: First[]) {
    this.list = list
  }

  get time(): number {
    return this.list.at(-1)!.time
  }
}

/** What a key has of a rule: most have had but one first event, which needs no list around it. */
export type Waiting = First | Firsts

/** Those after `bound`, oldest first; the others, which no later event can ask for, are dropped. */
export const standing = (waiting: Waiting, bound: number): readonly First[] => {
  if (waiting instanceof First) return waiting.time > bound ? [waiting] : []
  const { list } = waiting
  let gone = 0
  while (gone < list.length && list[gone]!.time <= bound) gone++
  // The newest stays: an empty list has no time.
  if (gone > 0) list.splice(0, Math.min(gone, list.length - 1))
  return gone > 0 && list[0]!.time <= bound ? [] : list
}

/** With one more, not older than the others, of which those of `bound` and before are dropped. */
export const withFirst = (waiting: Waiting, first: First, bound: number): Waiting => {
  if (standing(waiting, bound).length === 0) return first
  if (waiting instanceof First) return new Firsts(waiting, first)
  waiting.list.push(first)
  return waiting
}
