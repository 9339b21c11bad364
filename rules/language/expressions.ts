import type { CheckedRule } from './checked.ts'
import { type Node, nodesOf } from './tree.ts'

/** Every expression of a rule. */
export const expressionsOf = (rule: CheckedRule): Node[] => {
  const found: (Node | null)[] = [rule.where, rule.amount]
  switch (rule.kind) {
    case 'match':
    case 'score':
      break
    case 'window':
      found.push(rule.when, ...rule.measures.flatMap(({ where, of }) => [where, of]))
      break
    case 'deadline':
      found.push(rule.expectWhere, rule.pauseWhere, rule.resumeWhere, rule.restartWhere)
      break
    case 'peer':
      found.push(rule.of, rule.when)
      break
    case 'sequence':
      found.push(rule.thenWhere, rule.withoutWhere, rule.when)
  }
  return found.filter((node) => node !== null)
}

/** Names of the lists that expressions look values up in. */
export const listsIn = (expressions: readonly Node[]): Set<string> => {
  const names = new Set<string>()
  for (const expression of expressions)
    for (const node of nodesOf(expression)) {
      const name = node.kind === 'call' && node.op === 'onList' ? node.args[1] : undefined
      if (name?.kind === 'literal') names.add(String(name.value))
    }
  return names
}
