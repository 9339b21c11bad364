import { availableParallelism } from 'node:os'

export interface Figure {
  /** What was measured, as `bench.part`. */
  figure: string
  value: number
  unit: string
  /** What it should be; absent where it is only a comparison. */
  target?: number
  /** What the value rests on, and what limits it where it falls short. */
  [detail: string]: unknown
}

/** One JSON line on stdout: three significant digits, because a shared machine gives no more. */
export function print({ figure, value, unit, ...detail }: Figure): void {
  const met = typeof detail.target === 'number' ? { met: meets(value, detail.target, unit) } : {}
  console.log(JSON.stringify({ figure, value: rounded(value), unit, ...met, ...detail, cores: availableParallelism() }))
}

const meets = (value: number, target: number, unit: string): boolean =>
  unit.endsWith('/s') ? value >= target : value <= target

export const rounded = (value: number): number => Number(value.toPrecision(3))

/** The q-quantile of `values` by the nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
}

/** Seconds that `work` took, and its result. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ seconds: number; result: T }> {
  const start = performance.now()
  const result = await work()
  return { seconds: (performance.now() - start) / 1000, result }
}
