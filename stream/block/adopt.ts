import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { usualBudget } from '@mingjing/rules/engine/budget.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { Standing } from '../stage.ts'

/** Puts the state under a bundle. What the two bundles measure alike keeps its windows and deadlines. */
export const adopt = (state: Standing, bundle: Bundle): void => {
  if (state.bundle.hash === bundle.hash) return
  const engine = createEngine(bundle, usualBudget, state.part)
  engine.restore(state.engine.snapshot())
  state.engine = engine
  state.bundle = bundle
}
