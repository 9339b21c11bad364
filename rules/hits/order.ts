import type { Hit } from './hit.ts'

/**
 * Order of two texts by their UTF-8 bytes, as ClickHouse has it. UTF-16 order, JavaScript's own, differs once a
 * surrogate pair meets U+E000…U+FFFF.
 */
export const compareText = (a: string, b: string): number => {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const xIsSurrogate = x >= 0xd800 && x <= 0xdfff
    const yIsSurrogate = y >= 0xd800 && y <= 0xdfff
    if (xIsSurrogate !== yIsSurrogate) return xIsSurrogate ? 1 : -1
    return x - y
  }
  return a.length - b.length
}

interface Placed {
  readonly time: number
  readonly source: string
  readonly id: string
}

/** Order of events: time, then source, then id, bytewise. */
export const compareEvents = (a: Placed, b: Placed): number =>
  a.time - b.time || compareText(a.source, b.source) || compareText(a.id, b.id)

/** Order of hits: at, rule, key, step, trigger; the one order all evaluators answer in. */
export const compareHits = (a: Hit, b: Hit): number =>
  compareText(a.at, b.at) ||
  compareText(a.ruleId, b.ruleId) ||
  compareText(a.key, b.key) ||
  compareText(a.step, b.step) ||
  compareText(a.triggerId, b.triggerId)
