import { Environment } from '@marcbachmann/cel-js'
import { byType, type Facts, type MakeRival } from './rival.ts'
import { type Dialect, write } from './text.ts'

/** A JavaScript number is a CEL double, so constants are doubles. */
const dialect: Dialect = {
  and: '&&',
  or: '||',
  not: (text) => `!${text}`,
  constant: (value) => (typeof value === 'number' && Number.isInteger(value) ? `${value}.0` : JSON.stringify(value)),
}

export const cel: MakeRival = (rules) => {
  const environment = new Environment({ unlistedVariablesAreDyn: true })
  const index = new Map(
    [...byType(rules)].map(([type, of]) => [
      type,
      of.map((rule) => ({ id: rule.ruleId, holds: environment.parse(write(rule.condition, dialect)) })),
    ]),
  )
  return {
    name: '@marcbachmann/cel-js',
    hits(type: string, facts: Facts) {
      const found: string[] = []
      for (const { id, holds } of index.get(type) ?? []) if (holds(facts) === true) found.push(id)
      return found
    },
  }
}
