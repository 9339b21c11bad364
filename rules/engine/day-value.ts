import type { CheckedPeerRule } from '../language/checked.ts'

type Counted = number | string | boolean

/** What of a day's events its value is made of, as plain data: a number, a sum in decimal, or the different values. */
export type StoredDay = number | string | readonly Counted[]

/** The value of one day, growing event by event. */
export interface DayValue {
  /** Takes in an event; its value does not matter to a count. */
  add(value: Counted): void
  /** The value so far; null when a sum is beyond ±(2^53−1). */
  read(): number | null
  stored(): StoredDay
}

/** A day's value with its first event, or as it was stored. */
export const dayValue = (fn: CheckedPeerRule['function'], stored: StoredDay | null): DayValue => {
  switch (fn) {
    case 'count': {
      let count = (stored as number | null) ?? 0
      return { add: () => count++, read: () => count, stored: () => count }
    }
    case 'sum': {
      let sum = BigInt((stored as string | null) ?? 0)
      return {
        add(value) {
          sum += BigInt(value as number)
        },
        read: () => (Number.isSafeInteger(Number(sum)) ? Number(sum) : null),
        stored: () => String(sum),
      }
    }
    case 'min':
    case 'max': {
      let most = stored as number | null
      const pick = fn === 'min' ? Math.min : Math.max
      return {
        add(value) {
          most = most === null ? (value as number) : pick(most, value as number)
        },
        read: () => most,
        stored: () => most as number,
      }
    }
    case 'distinct': {
      const different = new Set(stored as readonly Counted[] | null)
      return { add: (value) => different.add(value), read: () => different.size, stored: () => [...different] }
    }
  }
}
