import type { MeasureFunction } from '../language/checked.ts'
import type { Stamp } from './stamp.ts'

/** An aggregated event: what evidence needs, and the value (0 for a count). */
export class Entry {
  readonly stamp: Stamp
  readonly value: number | string | boolean

  constructor(stamp: Stamp, value: number | string | boolean) {
    this.stamp = stamp
    this.value = value
  }

  get time(): number {
    return this.stamp.time
  }
}

/** `sum` and `avg` share a total; a count needs nothing but the number of entries. */
export type AggregateKind = 'count' | 'total' | 'min' | 'max' | 'distinct'
export const kindOf = (fn: MeasureFunction): AggregateKind => (fn === 'sum' || fn === 'avg' ? 'total' : fn)

/** An aggregate that follows a window: entries enter in order at one end and leave at the other. */
export interface Aggregate {
  /** Position counts all entries that ever entered the window's ring. */
  enter(entry: Entry, position: number): void
  leave(entry: Entry, position: number): void
  /** The aggregate of what is inside; `size` entries are. */
  read(size: number): number | null
}

const count: Aggregate = {
  enter() {},
  leave() {},
  read: (size) => size,
}

/** A running sum, exact: BigInt for as long as it lies beyond ±(2^53−1), where it reads as null. */
const total = (): Aggregate => {
  let sum = 0
  let wide: bigint | null = null
  const add = (n: number) => {
    if (wide === null) {
      const next = sum + n
      if (Number.isSafeInteger(next)) sum = next
      else wide = BigInt(sum) + BigInt(n)
      return
    }
    wide += BigInt(n)
    const narrow = Number(wide)
    if (Number.isSafeInteger(narrow)) {
      sum = narrow
      wide = null
    }
  }
  return {
    enter: (entry) => add(entry.value as number),
    leave: (entry) => add(-(entry.value as number)),
    read: () => (wide === null ? sum + 0 : null),
  }
}

/** The least or greatest by a monotone queue: an entry stays only while none after it is at least as extreme. */
const extreme = (sign: 1 | -1): Aggregate => {
  const positions: number[] = []
  const values: number[] = []
  let head = 0
  return {
    enter(entry, position) {
      const value = entry.value as number
      while (positions.length > head && sign * (values[values.length - 1]! - value) >= 0) {
        positions.pop()
        values.pop()
      }
      positions.push(position)
      values.push(value)
    },
    leave(_, position) {
      if (positions[head] === position) head++
      if (head > 32 && head * 2 > positions.length) {
        positions.splice(0, head)
        values.splice(0, head)
        head = 0
      }
    },
    read: () => (positions.length > head ? values[head]! : null),
  }
}

const distinct = (): Aggregate => {
  const counts = new Map<Entry['value'], number>()
  return {
    enter(entry) {
      counts.set(entry.value, (counts.get(entry.value) ?? 0) + 1)
    },
    leave(entry) {
      const left = counts.get(entry.value)! - 1
      if (left === 0) counts.delete(entry.value)
      else counts.set(entry.value, left)
    },
    read: () => counts.size,
  }
}

export const makeAggregate = (kind: AggregateKind): Aggregate => {
  switch (kind) {
    case 'count':
      return count
    case 'total':
      return total()
    case 'min':
      return extreme(1)
    case 'max':
      return extreme(-1)
    case 'distinct':
      return distinct()
  }
}

/** The aggregate of the entries from an index on, without a state: for windows of few entries. */
export const aggregateOf = (kind: AggregateKind, entries: readonly Entry[], from: number): number | null => {
  switch (kind) {
    case 'count':
      return entries.length - from
    case 'total': {
      let sum = 0
      for (let i = from; i < entries.length; i++) sum += entries[i]!.value as number
      // Beyond the safe ints a sum of numbers has lost digits: then it is taken again, exactly.
      return Number.isSafeInteger(sum) && isPlain(entries, from) ? sum + 0 : exactTotal(entries, from)
    }
    case 'min':
    case 'max': {
      let found: number | null = null
      for (let i = from; i < entries.length; i++) {
        const value = entries[i]!.value as number
        if (found === null || (kind === 'min' ? value < found : value > found)) found = value
      }
      return found
    }
    case 'distinct': {
      let count = 0
      for (let i = from; i < entries.length; i++) {
        const { value } = entries[i]!
        let isNew = true
        for (let j = from; j < i && isNew; j++) isNew = entries[j]!.value !== value
        if (isNew) count++
      }
      return count
    }
  }
}

/** So far below 2^53 that no partial sum of few of them can pass it. */
const plainBound = 2 ** 47

const isPlain = (entries: readonly Entry[], from: number): boolean => {
  for (let i = from; i < entries.length; i++) if (Math.abs(entries[i]!.value as number) > plainBound) return false
  return true
}

const exactTotal = (entries: readonly Entry[], from: number): number | null => {
  const aggregate = total()
  for (let i = from; i < entries.length; i++) aggregate.enter(entries[i]!, i)
  return aggregate.read(entries.length - from)
}
