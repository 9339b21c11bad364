import { describe, expect, test } from 'vitest'
import { compileCalendar } from '../calendar/compile.ts'
import { calendarDefinitions } from '../calendar/named.ts'
import { catalogue } from '../events/catalogue.ts'
import { readExpression } from '../language/expression.ts'
import type { Node } from '../language/tree.ts'
import { sampleEvent } from '../testing/sample.ts'
import { compileValue, sourceOf } from './compile.ts'

const names = { params: ['most'], measures: ['calls', 'usual'], calendar: compileCalendar(calendarDefinitions[1]!) }
const scope = {
  types: catalogue,
  params: { most: { type: 'int', default: 3, unit: null, min: null, max: null } },
  measures: { calls: 'int', usual: 'average' },
} as const
const body = (text: string) => sourceOf(readExpression(text, scope, ['bool', 'int']).node!, names, 'truth').body

describe('the JavaScript of a condition', () => {
  test('reads each field once and compares without null checks where one side is a constant', () => {
    expect(body("mode == 'manual' && amount > 5 && amount < 9")).toBe(
      [
        'const d = e.data',
        'const f0 = d["mode"]',
        'const f1 = d["amount"]',
        'return (((f0 === "manual") && (f1 != null && f1 > 5)) && (f1 != null && f1 < 9))',
      ].join('\n'),
    )
  })

  test('keeps a computed value in a temporary', () => {
    expect(body('amount * 2 > param.most')).toBe(
      [
        'const d = e.data',
        'const f0 = d["amount"]',
        'let t0',
        'return ((t0 = multiplyInt(f0, 2)) != null && t0 > p[0])',
      ].join('\n'),
    )
  })

  test('hands an average over as sum and count', () => {
    expect(body('usual > 5 && calls > 1')).toBe(
      [
        'let t0',
        'return (((t0 = compareAverage(m[1], m[3], 5)) !== null && t0 > 0) && (m[0] != null && m[0] > 1))',
      ].join('\n'),
    )
  })
})

describe('text of a rule never becomes code', () => {
  const event = sampleEvent('e1', 0, { reason: 'x' })
  test.each([
    ['"];globalThis.broken=1;["'],
    ['`;globalThis.broken=1;`'],
    ["'+(globalThis.broken=1)+'"],
    ['\u2028globalThis.broken=1//'],
    ['\\'],
  ])('%j as a field’s name and as a constant', (text) => {
    const field: Node = { kind: 'field', type: 'text', name: text, envelope: false }
    const value: Node = { kind: 'literal', type: 'text', value: text }
    const node: Node = { kind: 'call', type: 'bool', op: 'equal', args: [field, value] }
    expect(compileValue(node, names)({ ...event, data: { [text]: text } }, [], [])).toBe(true)
    expect(compileValue(node, names)(event, [], [])).toBe(false)
    expect('broken' in globalThis).toBe(false)
  })
})

test('an average compares exactly where sum × count leaves the safe ints', () => {
  const { node } = readExpression('usual > 9007199254740990', scope, ['bool'])
  const judge = compileValue(node!, names)
  const event = sampleEvent('e1', 0, {})
  expect(judge(event, [3], [0, 9007199254740991, 0, 1])).toBe(true)
  expect(judge(event, [3], [0, 9007199254740990, 0, 1])).toBe(false)
  expect(judge(event, [3], [0, 9007199254740991, 0, 2])).toBe(false)
  expect(judge(event, [3], [0, null, 0, 2])).toBe(false)
})
