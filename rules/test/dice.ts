/** Random choices that a seed repeats (mulberry32, Ettinger 2017). */
export interface Dice {
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  oneOf<T>(all: readonly T[]): T
  /** True once in so many times. */
  onceIn(times: number): boolean
}

export const rollDice = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    oneOf: (all) => all[between(0, all.length - 1)]!,
    onceIn: (times) => next() * times < 1,
  }
}
