import type { Value } from '../events/event.ts'

type Maybe = number | null | undefined

/** An exact int, or null beyond ±(2^53−1). A true result out of range rounds to one out of range, so this is enough. */
const exact = (n: number): number | null => (Number.isSafeInteger(n) ? n + 0 : null)
const finite = (n: number): number | null => (Number.isFinite(n) ? n : null)

export const addInt = (a: Maybe, b: Maybe) => (a == null || b == null ? null : exact(a + b))
export const subtractInt = (a: Maybe, b: Maybe) => (a == null || b == null ? null : exact(a - b))
export const multiplyInt = (a: Maybe, b: Maybe) => (a == null || b == null ? null : exact(a * b))
/** Truncates; the remainder is taken away first because a / b itself may round. */
export const divideInt = (a: Maybe, b: Maybe) => (a == null || b == null || b === 0 ? null : exact((a - (a % b)) / b))
export const moduloInt = (a: Maybe, b: Maybe) => (a == null || b == null || b === 0 ? null : exact(a % b))
export const negateInt = (a: Maybe) => (a == null ? null : exact(-a))

export const addDouble = (a: Maybe, b: Maybe) => (a == null || b == null ? null : finite(a + b))
export const subtractDouble = (a: Maybe, b: Maybe) => (a == null || b == null ? null : finite(a - b))
export const multiplyDouble = (a: Maybe, b: Maybe) => (a == null || b == null ? null : finite(a * b))
export const divideDouble = (a: Maybe, b: Maybe) => (a == null || b == null ? null : finite(a / b))
export const negateDouble = (a: Maybe) => (a == null ? null : -a)

/** Sign of sum − n × count, that is of average − n; null when either is null. Exact for all safe ints. */
export const compareAverage = (sum: Maybe, count: number, n: Maybe): number | null => {
  if (sum == null || n == null) return null
  const product = n * count
  if (Number.isSafeInteger(product)) return sum < product ? -1 : sum > product ? 1 : 0
  const exactProduct = BigInt(n) * BigInt(count)
  const exactSum = BigInt(sum)
  return exactSum < exactProduct ? -1 : exactSum > exactProduct ? 1 : 0
}

/** Code points of a text. */
export const size = (text: Value | undefined): number | null => {
  if (typeof text !== 'string') return null
  let count = text.length
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) count--
  }
  return count
}
