import { simulate } from './simulate.ts'

export interface Campaign {
  /** Seeds of runs in which a promise was broken, with what was, in words. */
  readonly broken: { readonly seed: number; readonly what: readonly string[] }[]
  /** How often each kind of fault came about, and how often a fault struck each call. */
  readonly came: Record<string, number>
  readonly faults: number
  /** Faults that never came to their call. */
  readonly missed: number
  readonly records: number
  readonly blocks: number
  readonly processes: number
}

/** Simulates `count` seeds from `first` on. */
export const runSimulations = async (
  first: number,
  count: number,
  tell: (seed: number, what: readonly string[]) => void = () => {},
): Promise<Campaign> => {
  const total = { faults: 0, missed: 0, records: 0, blocks: 0, processes: 0 }
  const broken: Campaign['broken'] = []
  const came: Record<string, number> = {}
  for (let seed = first; seed < first + count; seed++) {
    const run = await simulate(seed)
    if (run.broken.length > 0) broken.push({ seed, what: run.broken })
    for (const { action, at } of run.faults.came) for (const name of [action, at]) came[name] = (came[name] ?? 0) + 1
    total.faults += run.faults.came.length
    total.missed += run.faults.missed.length
    total.records += run.arrivals.records.length
    total.blocks += run.blocks
    total.processes += run.processes
    tell(seed, run.broken)
  }
  return { broken, came, ...total }
}
