import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { usualBudget } from '@mingjing/rules/engine/budget.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { Part } from '@mingjing/rules/engine/part.ts'
import { ownedAt } from '@mingjing/rules/engine/routes.ts'
import { beforeAll, createOrder, type Order } from '../order/order.ts'
import type { Standing } from '../stage.ts'

/** How far one of those who write to this place has come. */
export interface Heard {
  /** The newest letter taken in; a letter not beyond it is a repeat. */
  seq: number
  n: number
  /** Event time up to which it has told everything, epoch ms. */
  mark: number
  /** Its clock, epoch ms: wall time, or that of the newest event while it reads history. */
  clock: number
  /** By which bundle it told what came after `since`. */
  ruleSet: string
  since: number
}

/** All that decides what becomes of the next letter of a place. */
export interface AcrossState extends Standing {
  readonly place: number
  /** By who writes. */
  readonly heard: Map<string, Heard>
  /** Events that wait until every partition has told its own up to their time. */
  readonly order: Order
}

export const partAt = (place: number, places: number): Part => ({ kind: 'across', owns: ownedAt(place, places) })

/** Nothing is ahead of its time here: the partitions let events go in order. */
export const noOrder = (): Order => ({ ...createOrder(), newest: Number.MAX_SAFE_INTEGER })

export const emptyAcross = (bundle: Bundle, place: number, places: number): AcrossState => {
  const part = partAt(place, places)
  return {
    seq: 0,
    next: 0,
    bundle,
    part,
    engine: createEngine(bundle, usualBudget, part),
    place,
    heard: new Map(),
    order: noOrder(),
  }
}

/** Event time up to which all of `writers` have told everything, epoch ms; {@link beforeAll} while one is silent. */
export const leastMark = (state: AcrossState, writers: readonly string[]): number => {
  let least = Number.POSITIVE_INFINITY
  for (const writer of writers) least = Math.min(least, state.heard.get(writer)?.mark ?? beforeAll)
  return least
}
