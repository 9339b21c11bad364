import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine'
import type { Comparison, Condition } from './condition.ts'
import { byType, type Facts, type MakeRival } from './rival.ts'

const operators: Record<Comparison, string> = {
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'lessThan',
  '<=': 'lessThanInclusive',
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
}

function written(condition: Condition): NestedCondition {
  switch (condition.kind) {
    case 'all':
      return { all: condition.of.map(written) }
    case 'any':
      return { any: condition.of.map(written) }
    case 'not':
      return { not: written(condition.of) }
    case 'present':
      return { fact: condition.fact, operator: 'notEqual', value: null }
    case 'in':
      return { fact: condition.fact, operator: 'in', value: condition.values }
    case 'compare': {
      const value = 'fact' in condition.with ? { fact: condition.with.fact } : condition.with.value
      return { fact: condition.fact, operator: operators[condition.op], value }
    }
  }
}

export const jsonRules: MakeRival = (rules) => {
  const index = new Map(
    [...byType(rules)].map(([type, of]) => {
      const engine = new Engine([], { allowUndefinedFacts: true })
      for (const rule of of) {
        const whole = written(rule.condition)
        const conditions: TopLevelCondition = 'fact' in whole || 'condition' in whole ? { all: [whole] } : whole
        engine.addRule({ conditions, event: { type: rule.ruleId } })
      }
      return [type, engine]
    }),
  )
  return {
    name: 'json-rules-engine',
    async hits(type: string, facts: Facts) {
      const engine = index.get(type)
      if (engine === undefined) return []
      return (await engine.run(facts)).events.map((event) => event.type)
    },
  }
}
