import { compare } from './judge.ts'
import { type Run, run } from './run.ts'
import type { Sabotage } from './sabotage.ts'

/**
 * Runs the worker of a seed with its faults and judges it by its plans, by the plain interpreter and, where the log alone
 * decides what becomes of each record, by the same worker without faults and by the rules as written.
 */
export const simulate = async (seed: number, sabotage: Sabotage | null = null): Promise<Run> => {
  const faulty = await run(seed, { faulty: true, sabotage })
  if (!faulty.arrivals.isPlain) return faulty
  const undisturbed = await run(seed, { faulty: false, sabotage: null })
  return {
    ...faulty,
    broken: [
      ...faulty.broken,
      ...undisturbed.broken.map((what) => `without faults: ${what}`),
      ...compare(withoutFresh(undisturbed), withoutFresh(faulty), 'the same worker without faults'),
    ],
  }
}

/** The fresh event comes at a moment of its own in each run. */
const withoutFresh = ({ lasting }: Run): Run['lasting'] =>
  Object.fromEntries(
    Object.entries(lasting).map(([name, texts]) => [name, texts.filter((text) => !text.includes('fresh'))]),
  )
