import type { Condition, Constant } from './condition.ts'

/** The words in which CEL and ZEN differ. */
export interface Dialect {
  and: string
  or: string
  not(text: string): string
  constant(value: Constant): string
}

/** A condition as an expression, every part in parentheses. */
export function write(condition: Condition, dialect: Dialect): string {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      if (condition.of.length === 0) return condition.kind === 'all' ? 'true' : 'false'
      const word = condition.kind === 'all' ? dialect.and : dialect.or
      return `(${condition.of.map((part) => write(part, dialect)).join(` ${word} `)})`
    }
    case 'not':
      return dialect.not(write(condition.of, dialect))
    case 'present':
      return `(${condition.fact} != null)`
    case 'in':
      return `(${condition.fact} in [${condition.values.map(dialect.constant).join(', ')}])`
    case 'compare': {
      const other = 'fact' in condition.with ? condition.with.fact : dialect.constant(condition.with.value)
      return `(${condition.fact} ${condition.op} ${other})`
    }
  }
}
