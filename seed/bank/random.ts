/**
 * Splittable pseudo-random numbers: sfc32 (Chris Doty-Humphrey, PractRand, public domain), seeded by hashing a path.
 * The stream of `('case', 17)` never depends on how many numbers another stream has drawn, so one process of the bank
 * can be changed without shifting all others. Not for secrets.
 */
export interface Random {
  a: number
  b: number
  c: number
  d: number
}

const mix = (hash: number, value: number): number => {
  let h = Math.imul(hash ^ value, 0xcc9e2d51)
  h = (h << 15) | (h >>> 17)
  return (Math.imul(h, 5) + 0x6b64e654) | 0
}

/** The stream at `path` under `seed`. Numbers in the path are taken as integers up to 2^53. */
export const randomAt = (seed: number, ...path: (string | number)[]): Random => {
  let h = mix(0x9e3779b9, seed | 0)
  let g = mix(0x85ebca6b, Math.trunc(seed / 4294967296) | 0)
  for (const part of path) {
    if (typeof part === 'number') {
      h = mix(h, part | 0)
      g = mix(g, Math.trunc(part / 4294967296) ^ part)
    } else
      for (let i = 0; i < part.length; i++) {
        h = mix(h, part.charCodeAt(i))
        g = mix(g, h)
      }
    g = mix(g, h ^ 0x2f)
  }
  const random = { a: h, b: g, c: mix(h, g), d: 1 }
  for (let i = 0; i < 12; i++) bits(random)
  return random
}

/** Next 32 random bits as an unsigned integer. */
const bits = (r: Random): number => {
  const t = (((r.a + r.b) | 0) + r.d) | 0
  r.d = (r.d + 1) | 0
  r.a = r.b ^ (r.b >>> 9)
  r.b = (r.c + (r.c << 3)) | 0
  r.c = (r.c << 21) | (r.c >>> 11)
  r.c = (r.c + t) | 0
  return t >>> 0
}

/** Uniform in [0, 1). */
export const unit = (r: Random): number => bits(r) / 4294967296

/** Uniform integer in [0, n). */
export const below = (r: Random, n: number): number => Math.floor(unit(r) * n)

/** Uniform integer in [from, to], both included. */
export const between = (r: Random, from: number, to: number): number => from + below(r, to - from + 1)

export const chance = (r: Random, probability: number): boolean => unit(r) < probability

export const pick = <T>(r: Random, items: readonly T[]): T => items[below(r, items.length)] as T

/** One of the keys of `weights`, in proportion to its weight. */
export const weighted = <K extends string>(r: Random, weights: Readonly<Record<K, number>>): K => {
  let total = 0
  for (const key in weights) total += weights[key]
  let rest = unit(r) * total
  let last: K | undefined
  for (const key in weights) {
    last = key
    rest -= weights[key]
    if (rest < 0) break
  }
  return last as K
}

/** Standard normal deviate (Box and Muller 1958, one of the pair). */
export const normal = (r: Random): number => Math.sqrt(-2 * Math.log(1 - unit(r))) * Math.cos(2 * Math.PI * unit(r))

/** Lognormal deviate with that median; `sigma` is the standard deviation of the logarithm. */
export const lognormal = (r: Random, median: number, sigma: number): number => median * Math.exp(sigma * normal(r))

/** Exponential deviate with that mean. */
export const exponential = (r: Random, mean: number): number => -mean * Math.log(1 - unit(r))
