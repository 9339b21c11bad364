import { describe, expect, test } from 'vitest'
import { compileCalendar } from '../calendar/compile.ts'
import { calendarDefinitions } from '../calendar/named.ts'
import { catalogue } from '../events/catalogue.ts'
import type { Value } from '../events/event.ts'
import { readExpression } from '../language/expression.ts'
import { evaluate } from '../reference/values.ts'
import { sampleEvent } from '../testing/sample.ts'
import { compileCondition, compileValue } from './compile.ts'

const calendar = compileCalendar(calendarDefinitions[0]!)
const names = { params: [], measures: [], calendar }
const scope = { types: catalogue, params: {}, measures: {} }
const biggest = Number.MAX_SAFE_INTEGER
const event = sampleEvent('e1', Date.UTC(2026, 2, 10, 15, 30), {
  amount: 700,
  balance: -7,
  limitAfter: biggest,
  income: 0,
  rate: 0.1,
  score: 0.2,
  area: 0,
  related: true,
  control: false,
  reason: '客户😀急',
  node: '',
  mode: 'manual',
  sold: null,
})
const now = event.time

// In these rows `limitBefore`, `growth`, `entrusted`, `sold` and `plannedAt` are absent.
const meanings: [string, Value][] = [
  // a comparison with null is false, also the unequal one
  ['limitBefore == 1', false],
  ['limitBefore != 1', false],
  ['limitBefore < 1', false],
  ['limitBefore >= 1', false],
  ['1 >= limitBefore', false],
  ['limitBefore == limitBefore', false],
  ['limitBefore != amount', false],
  ['limitBefore in [1, 2]', false],
  ['entrusted == false', false],
  ['entrusted != true', false],
  ["sold != 'x'", false],
  ["sold.startsWith('x')", false],
  ["'x'.contains(sold)", false],
  ["matches(sold, '.*')", false],
  ['plannedAt < time', false],
  ['growth < score', false],
  // a null bool counts as false
  ['!entrusted', true],
  ['entrusted && related', false],
  ['entrusted || related', true],
  ['related && !control', true],
  ['entrusted ? 1 : 2', 2],
  ['entrusted', null],
  ['related ? entrusted : related', null],
  ['!(related ? entrusted : related)', true],
  // arithmetic on null is null
  ['limitBefore + 1', null],
  ['-limitBefore', null],
  ['growth * 2.0', null],
  ['-growth', null],
  ['plannedAt - time', null],
  ['size(sold)', null],
  ['localHour(plannedAt)', null],
  ['isWorkday(plannedAt)', null],
  ['!isWorkday(plannedAt)', true],
  ['has(limitBefore)', false],
  ['has(amount)', true],
  ['has(control)', true],
  ['has(income)', true],
  ['!has(sold)', true],
  // each operator is one operand of the next
  ['has(amount) == false', false],
  ['control != has(sold)', false],
  ['!related == control', true],
  ['(amount in [1, 700]) == related', true],
  ['(related || control) != has(sold)', true],
  // ints are exact or null
  ['amount / 3', 233],
  ['balance / 2', -3],
  ['balance % 2', -1],
  ['amount / income', null],
  ['amount % income', null],
  ['limitAfter + 1', null],
  ['limitAfter + 1 - 1', null],
  ['limitAfter * 2', null],
  ['limitAfter + income', biggest],
  ['limitAfter / 4', 2251799813685247],
  ['-limitAfter', -biggest],
  ['-limitAfter - 1', null],
  ['income * -1', 0],
  ['limitAfter * limitAfter / limitAfter', null],
  // doubles are IEEE, finite or null
  ['rate + score', 0.30000000000000004],
  ['rate / area', null],
  ['area / area', null],
  ['1e308 * 10.0 > rate', false],
  ['amount * 1.5', 1050],
  ['amount > 699.5', true],
  ['area == 0', true],
  // texts
  ['size(reason)', 4],
  ['size(node)', 0],
  ["reason.contains('😀')", true],
  ["reason.endsWith('急')", true],
  ["matches(reason, '^客户.急$')", true],
  ["matches(reason, '户')", true],
  ["matches(node, '^$')", true],
  ["mode in ['manual', 'instant']", true],
  ["mode == 'manual' ? reason : node", '客户😀急'],
  ['amount in [1, 2, 3, 4, 5, 6, 7, 700]', true],
  ['limitBefore in [1, 2, 3, 4, 5, 6, 7, 700]', false],
  ['amount + 1 in [701]', true],
  ['limitBefore + 1 in [701]', false],
  // time of the calendar: 23:30 in China on a Tuesday
  ['localHour(time)', 23],
  ['localWeekday(time)', 2],
  ['isWorkday(time)', true],
  ['isWorkingTime(time)', false],
  ["localWeekday(time + duration('4d'))", 6],
  ['time - time', 0],
  ["time > time - duration('1ms')", true],
  ["time + duration('1h')", now + 3_600_000],
]

describe('one meaning, compiled and interpreted', () => {
  test.each(meanings)('%s is %j', (text, meaning) => {
    const { node, complaints } = readExpression(text, scope, ['int', 'double', 'bool', 'text', 'moment'])
    expect(complaints).toEqual([])
    expect(compileValue(node!, names)(event, [], [])).toBe(meaning)
    const place = { event, calendar, param: () => null, measure: () => null, onList: () => false, first: null }
    expect(evaluate(node!, place)).toBe(meaning)
    if (node!.type === 'bool') expect(compileCondition(node!, names)(event, [], [])).toBe(meaning === true)
  })
})
