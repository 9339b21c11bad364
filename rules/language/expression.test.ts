import { describe, expect, test } from 'vitest'
import { eventTypeNamed } from '../events/catalogue.ts'
import { readExpression } from './expression.ts'
import type { Scope } from './scope.ts'
import type { Node, ValueType } from './tree.ts'

const scope: Scope = {
  types: [eventTypeNamed('approval.decided')!, eventTypeNamed('appointment.booked')!],
  params: {
    most: { type: 'int', default: 3, unit: null, min: null, max: null },
    part: { type: 'double', default: 0.5, unit: null, min: null, max: null },
  },
  measures: { calls: 'int', usual: 'average', last: 'moment' },
}
const anything: ValueType[] = ['int', 'double', 'bool', 'text', 'moment']

/** A tree in one line: `less(amount, 500)`. */
const shown = (node: Node): string => {
  switch (node.kind) {
    case 'literal':
      return JSON.stringify(node.value)
    case 'param':
      return `param.${node.name}`
    case 'list':
      return `[${node.items.map(shown).join(', ')}]`
    case 'call':
      return `${node.op}(${node.args.map(shown).join(', ')})`
    default:
      return node.name
  }
}

describe('what expressions mean', () => {
  const meanings: [string, string, ValueType][] = [
    ['amount > yuan(50000)', 'greater(amount, 5000000)', 'bool'],
    ['amount > yuan(0.07)', 'greater(amount, 7)', 'bool'],
    ['rate > 1', 'greater(rate, 1)', 'bool'],
    ['rate > readSeconds', 'greater(rate, intToDouble(readSeconds))', 'bool'],
    ['readSeconds * param.part', 'multiplyDouble(intToDouble(readSeconds), param.part)', 'double'],
    ['readSeconds / 2', 'divideInt(readSeconds, 2)', 'int'],
    ["time - plannedAt > duration('24h')", 'greater(subtractInt(time, plannedAt), 86400000)', 'bool'],
    ["plannedAt + duration('1d')", 'addInt(plannedAt, 86400000)', 'moment'],
    ['5 < usual', 'averageGreater(usual, 5)', 'bool'],
    ['usual <= amount', 'averageLessOrEqual(usual, amount)', 'bool'],
    ['time - last', 'subtractInt(time, last)', 'int'],
    ["mode in ['manual', 'instant']", 'isIn(mode, ["manual", "instant"])', 'bool'],
    ['rate in [1, 1.5]', 'isIn(rate, [1, 1.5])', 'bool'],
    ['readSeconds in [1, 1.5]', 'isIn(intToDouble(readSeconds), [1, 1.5])', 'bool'],
    ["reason.startsWith('x')", 'startsWith(reason, "x")', 'bool'],
    ['size(reason) == 3 && !has(actor)', 'and(equal(size(reason), 3), not(has(actor)))', 'bool'],
    ['overridden ? 1 : 2.5', 'choose(overridden, 1, 2.5)', 'double'],
    ['-readSeconds + -3', 'addInt(negateInt(readSeconds), -3)', 'int'],
    ['localHour(time) >= 22 || isWorkday(time)', 'or(greaterOrEqual(localHour(time), 22), isWorkday(time))', 'bool'],
  ]
  test.each(meanings)('%s', (text, meaning, type) => {
    const { node, complaints } = readExpression(text, scope, anything)
    expect(complaints).toEqual([])
    expect(shown(node!)).toBe(meaning)
    expect(node!.type).toBe(type)
  })

  test('trees are frozen plain data', () => {
    const { node } = readExpression('amount > 1 && mode in ["manual"]', scope, ['bool'])
    expect(JSON.parse(JSON.stringify(node))).toEqual(node)
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    expect(isFrozen(node)).toBe(true)
  })
})

describe('what is refused, and where', () => {
  const refusals: [string, string, string, RegExp][] = [
    ['amuont > 1', 'unknown-name', 'amuont', /did you mean "amount"/],
    ['most > 1', 'unknown-name', 'most', /param\.most/],
    ['param.mots > 1', 'unknown-name', 'param.mots', /did you mean "most"/],
    ['card == "x"', 'foreign-field', 'card', /not a field of approval\.decided, appointment\.booked/],
    ['amount == null', 'null', 'null', /has\(name\)/],
    ['amount > "5"', 'type', 'amount > "5"', /does not take int and text/],
    ['reason < "b"', 'type', 'reason < "b"', /does not take text and text/],
    ['time > 5', 'type', 'time > 5', /does not take moment and int/],
    ['usual + 1', 'type', 'usual + 1', /does not take average and int/],
    ['localHour(amount) > 5', 'type', 'localHour(amount)', /does not take int/],
    ['mode == "manuel"', 'code', '"manuel"', /never a value of mode; did you mean "manual"/],
    ['type == "card.issued"', 'code', '"card.issued"', /never a value of type/],
    ['mode in ["manual", "x"]', 'code', '"x"', /never a value of mode/],
    ['mode in [reason]', 'list', 'reason', /constants only/],
    ['mode in []', 'list', '[]', /empty list/],
    ['matches(reason, "(")', 'pattern', '"("', /RE2/],
    ['matches(reason, "(a)\\\\1")', 'pattern', '"(a)\\\\1"', /RE2/],
    ['matches(reason, actor)', 'pattern', 'actor', /constant/],
    ['matches(reason, "(abc){200}")', 'pattern', '"(abc){200}"', /steps/],
    ['has(amount > 1)', 'has', 'has(amount > 1)', /field or a measure/],
    ['reazon.starsWith("x")', 'unknown-function', 'reazon.starsWith("x")', /did you mean "startsWith"/],
    ['yuan(0.005) < amount', 'yuan', 'yuan(0.005)', /one fen/],
    ['yuan(amount) < 1', 'yuan', 'yuan(amount)', /one number/],
    ["duration('3wd') < 1", 'duration', "duration('3wd')", /wall-clock/],
    ['9007199254740992 > amount', 'number', '9007199254740992', /9007199254740991/],
    ['amount >', 'syntax', '', /unexpected token/],
    ['amount $ 1', 'syntax', '$', /unexpected character/],
    ['event.amount > 1', 'syntax', 'event.amount', /param\.name/],
    ['{"a": 1}', 'syntax', '{"a": 1}', /not part of the rule language/],
    ['[1, 2].exists(a, a > 1)', 'unknown-function', '[1, 2].exists(a, a > 1)', /no function "exists"/],
    ['2u > amount', 'syntax', '2u', /constants here/],
    ['__proto__ == 1', 'syntax', '__proto__', /reserved/],
    ['constructor == 1', 'unknown-name', 'constructor', /no field/],
    ['param.constructor == 1', 'unknown-name', 'param.constructor', /no parameter/],
  ]
  test.each(refusals)('%s → %s', (text, code, marked, message) => {
    const { node, complaints } = readExpression(text, scope, ['bool'])
    expect(node).toBeNull()
    const [first] = complaints
    expect({ code: first!.code, marked: text.slice(first!.range.start, first!.range.end) }).toEqual({ code, marked })
    expect(first!.message).toMatch(message)
  })

  test('an expression that is no condition', () => {
    const { complaints } = readExpression('amount + 1', scope, ['bool'])
    expect(complaints).toMatchObject([{ code: 'type', message: 'this must be bool, but it is int' }])
  })

  test('all unknown names at once', () => {
    expect(readExpression('foo > 1 && bar > 2', scope, ['bool']).complaints).toHaveLength(2)
  })

  test('what is too long, too deep or too wide', () => {
    const codes = [
      `amount > ${' '.repeat(3_000)}1`,
      `${'('.repeat(100)}amount${')'.repeat(100)} > 1`,
      Array(110).fill('related').join(' && '),
      `readSeconds in [${Array.from({ length: 250 }, (_, i) => i).join(', ')}]`,
      `${'!'.repeat(300)}overridden`,
    ].map((text) => readExpression(text, scope, ['bool']).complaints[0]?.code)
    expect(codes).toEqual(['too-long', 'too-complex', 'too-complex', 'too-complex', 'too-complex'])
  })
})
