import { log } from './log.ts'
import { runPartition, type Worker } from './partition.ts'
import { Fenced } from './plan/ledger.ts'
import type { Reader } from './source/source.ts'
import type { Stage, Standing } from './stage.ts'

interface Ours<S extends Standing, R> {
  readonly worker: Worker
  /** A name for each time the partition is begun, never given twice. */
  readonly nextLife: () => string
  readonly place: { readonly topic: string; readonly partition: number }
  readonly stage: Stage<S, R>
  readonly signal: AbortSignal
}

/** Runs a partition while it is ours, anew whenever another worker was found to have taken it over. */
export const ownPartition = async <S extends Standing, R>(
  ours: Ours<S, R>,
  open: (from: number) => Reader,
): Promise<void> => {
  const { worker, nextLife, place, stage, signal } = ours
  while (!signal.aborted) {
    try {
      await runPartition({ worker, life: nextLife(), place, stage, signal }, open)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Fenced)) throw error
      // Ours again only if the group says so; what the other worker did is read from the ledger then.
      log.warn({ ...place, err: error }, 'fenced; recovering')
      await worker.pace.pause(1_000, signal)
    }
  }
}
