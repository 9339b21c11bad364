import type { Event } from '@mingjing/rules/events/event.ts'

/** Surrogates (U+10000 and up) sort after U+E000 … U+FFFF in UTF-8, before them in UTF-16. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Compares two texts by the bytes of their UTF-8 form. */
export const compareBytes = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i)
    if (difference !== 0) return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i))
  }
  return a.length - b.length
}

/** Orders events of one moment by (source, id). */
export const bytewise = (a: Event, b: Event): number => compareBytes(a.source, b.source) || compareBytes(a.id, b.id)
