import { ZenEngine } from '@gorules/zen-engine'
import { byType, type Facts, type MakeRival } from './rival.ts'
import { type Dialect, write } from './text.ts'

const dialect: Dialect = {
  and: 'and',
  or: 'or',
  not: (text) => `not ${text}`,
  constant: (value) => (typeof value === 'string' ? `'${value}'` : String(value)),
}

/** One decision per event type, with one expression per rule, compiled once; an evaluation answers all rules of it. */
export const zen: MakeRival = (rules) => {
  const engine = new ZenEngine()
  const index = new Map(
    [...byType(rules)].map(([type, of]) => {
      const expressions = of.map((rule, n) => ({ id: `e${n}`, key: `r${n}`, value: write(rule.condition, dialect) }))
      const decision = engine.createDecision({
        nodes: [
          { id: 'in', name: 'in', type: 'inputNode' },
          { id: 'rules', name: 'rules', type: 'expressionNode', content: { expressions } },
          { id: 'out', name: 'out', type: 'outputNode' },
        ],
        edges: [
          { id: 'a', sourceId: 'in', targetId: 'rules' },
          { id: 'b', sourceId: 'rules', targetId: 'out' },
        ],
      })
      return [type, { decision, ids: of.map((rule) => rule.ruleId) }]
    }),
  )
  return {
    name: '@gorules/zen-engine',
    async hits(type: string, facts: Facts) {
      const rulesOfType = index.get(type)
      if (rulesOfType === undefined) return []
      const { result } = await rulesOfType.decision.evaluate(facts)
      return rulesOfType.ids.filter((_, n) => result[`r${n}`] === true)
    },
  }
}
