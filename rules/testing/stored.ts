import type { Engine } from '../engine/engine.ts'

/** An engine's state as text, equal for equal pasts. */
export const storedOf = (engine: Engine): string => JSON.stringify([...engine.snapshot()])

/** Makes an engine go on from such a text. */
export const goOnFrom = (engine: Engine, stored: string): Engine => {
  engine.restore(JSON.parse(stored))
  return engine
}

/** How many rows of its state have this name. */
export const rowsNamed = (engine: Engine, name: string): number =>
  [...engine.snapshot()].filter(([tag]) => tag === name).length
