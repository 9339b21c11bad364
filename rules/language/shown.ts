import { compareText } from '../hits/order.ts'
import type { ShownValue } from './checked.ts'
import { type Node, nodesOf } from './tree.ts'

/**
 * What a hit shows: the fields, measures and parameters of the trigger's expressions, by name bytewise; of the first
 * event of a sequence what `when` and `amount` name, and the fields it was selected by.
 */
export const shownIn = (expressions: readonly (Node | null)[], firstWhere: Node | null = null): ShownValue[] => {
  const shown = new Map<string, ShownValue>()
  for (const expression of expressions) {
    if (!expression) continue
    for (const node of nodesOf(expression)) {
      if (node.kind === 'field') shown.set(node.name, { name: node.name, from: 'field', field: node })
      if (node.kind === 'measure') shown.set(node.name, { name: node.name, from: 'measure', measure: node.name })
      if (node.kind === 'param') {
        const name = `param.${node.name}`
        shown.set(name, { name, from: 'param', param: node.name })
      }
    }
  }
  for (const expression of [...expressions, firstWhere])
    for (const node of expression ? nodesOf(expression) : []) {
      if (node.kind !== 'first' && (node.kind !== 'field' || expression !== firstWhere)) continue
      const name = `first.${node.name}`
      shown.set(name, { name, from: 'first', field: { ...node, kind: 'field' } })
    }
  return [...shown.values()].sort((a, b) => compareText(a.name, b.name))
}
