import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { State } from './state.ts'

/** Puts the state under a bundle. What the two bundles measure alike keeps its windows and deadlines. */
export const adopt = (state: State, bundle: Bundle): void => {
  if (state.bundle.hash === bundle.hash) return
  const engine = createEngine(bundle)
  engine.restore(state.engine.snapshot())
  state.engine = engine
  state.bundle = bundle
}
