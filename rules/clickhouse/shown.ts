import type { ShownValue } from '../language/checked.ts'
import { fieldName, firstName, measureName, translate } from './expression.ts'
import type { Scope } from './scope.ts'
import { quoted } from './sql.ts'

/** A value as JSON. Ints are written by toString: `toJSONString` may quote them, by a setting. */
const json = (scope: Scope, shown: ShownValue): string => {
  switch (shown.from) {
    case 'field':
    case 'first': {
      const { type } = shown.field
      const name = (shown.from === 'first' ? firstName : fieldName)(shown.field.name)
      const plain = type === 'int' || type === 'moment'
      return `ifNull(${plain ? 'toString' : 'toJSONString'}(${name}), 'null')`
    }
    case 'measure': {
      const measure = scope.measures.find(({ name }) => name === shown.measure)
      return `ifNull(${measure?.function === 'avg' ? 'toJSONString' : 'toString'}(${measureName(shown.measure)}), 'null')`
    }
    case 'param': {
      const { type } = scope.rule.params[shown.param] ?? { type: 'int' }
      const { text } = translate(scope, { kind: 'param', type, name: shown.param })
      return type === 'int' ? `toString(${text})` : `toJSONString(${text})`
    }
  }
}

/** What the condition saw, as the text of a JSON object. */
export const shownValues = (scope: Scope): string => {
  const members = scope.rule.shown.map(
    (shown, i) => `${quoted(`${i === 0 ? '{' : ','}${JSON.stringify(shown.name)}:`)}, ${json(scope, shown)}`,
  )
  return members.length === 0 ? `'{}'` : `concat(${members.join(', ')}, '}')`
}
