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

/** One JSON line on stdout; fractions to three significant digits, because a shared machine gives no more. */
export function print({ figure, value, unit, ...detail }: Figure): void {
  const met = typeof detail.target === 'number' ? { met: meets(value, detail.target, unit) } : {}
  const line = { figure, value, unit, ...met, ...detail, cores: availableParallelism() }
  console.log(JSON.stringify(line, (_, part) => (typeof part === 'number' && part % 1 !== 0 ? rounded(part) : part)))
}

const meets = (value: number, target: number, unit: string): boolean =>
  unit.endsWith('/s') ? value >= target : value <= target

const rounded = (value: number): number => Number(value.toPrecision(3))

/** The q-quantile of `values` by the nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
}

/**
 * Seconds that `work` took, the processor seconds this process used meanwhile (all threads), and its result. Where the
 * two differ in work of one thread, the machine was busy with something else.
 */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ seconds: number; cpuSeconds: number; result: T }> {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6, result }
}
