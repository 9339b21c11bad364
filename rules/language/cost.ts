import { RE2JS } from 're2js'
import type { CheckedMeasure } from './checked.ts'
import { type Node, nodesOf } from './tree.ts'

/** Cost of judging one event by an expression: 1 a node, list items included, and the steps of each compiled pattern. */
export const costOf = (node: Node | null): number => {
  if (!node) return 0
  let cost = 0
  for (const part of nodesOf(node)) {
    cost++
    if (part.kind !== 'call' || part.op !== 'matches') continue
    const pattern = part.args[1]
    if (pattern?.kind === 'literal') cost += RE2JS.compile(String(pattern.value)).programSize()
  }
  return cost
}

/** What looking up the past of one key costs. */
export const costOfLookUp = 20

/** A measure costs its expressions and the look-up of its window. */
export const costOfMeasure = (measure: CheckedMeasure): number =>
  costOfLookUp + costOf(measure.where) + costOf(measure.of)
