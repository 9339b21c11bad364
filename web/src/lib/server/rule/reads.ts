import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { eventTypeNamed } from '@mingjing/rules/events/catalogue.ts'
import { fieldsOf } from '@mingjing/rules/events/type.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { expressionsOf } from '@mingjing/rules/language/expressions.ts'
import { nodesOf } from '@mingjing/rules/language/tree.ts'
import { typesRead } from '@mingjing/rules/language/types-read.ts'
import { sayField } from './say-expression.ts'
import { sayEvents } from './say-names.ts'

export interface Read {
  type: string
  name: string
  /** Names of its fields the rule asks for. */
  fields: string[]
}

/** The types of events a rule reads, a score those of the rules it weighs, and what it asks of each. */
export const readsOf = (rule: CheckedRule, bundle: Bundle): Read[] => {
  const rules =
    rule.kind === 'score' ? bundle.rules.filter(({ id }) => rule.of.some(({ ruleId }) => ruleId === id)) : [rule]
  const types = [...new Set(rules.flatMap(typesRead))].sort()
  const asked = new Set(
    rules.flatMap((each) => [
      ...each.key.map(({ name }) => name),
      ...expressionsOf(each).flatMap((tree) =>
        [...nodesOf(tree)].flatMap((node) => (node.kind === 'field' || node.kind === 'first' ? [node.name] : [])),
      ),
    ]),
  )
  return types.map((type) => {
    const known: readonly string[] = fieldsOf(eventTypeNamed(type)!)
    return { type, name: sayEvents([type]), fields: [...asked].filter((name) => known.includes(name)).map(sayField) }
  })
}
