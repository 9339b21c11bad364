import { expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { calendarNamed } from '../calendar/named.ts'
import { declared } from '../equivalence/vocabulary.ts'
import { readExpression } from '../language/expression.ts'
import { translate } from './expression.ts'
import type { Scope } from './scope.ts'
import { quoted } from './sql.ts'

const words = { zh: '试', en: 'test' }
const text = JSON.stringify({
  id: 'test.sql',
  version: 1,
  kind: 'match',
  stage: 'limit',
  risk: words,
  severity: 'low',
  opens: 'record',
  title: words,
  explanation: words,
  owner: 'test',
  basis: 'bank policy',
  check: words,
  rectify: words,
  params: { times: { default: 3 } },
  on: 'limit.adjusted',
  where: 'limitAfter > limitBefore * param.times',
  base: { type: 'limit.adjusted', data: { customer: 'c', limitBefore: 1, limitAfter: 2, mode: 'manual' } },
  tests: [
    { name: 'above', events: [{ limitAfter: 4 }], hits: 1 },
    { name: 'at', events: [{ limitAfter: 3 }], hits: 0 },
  ],
})
const { bundle, problems } = makeBundle({ files: [{ path: 'test.yaml', text }] })
const [rule] = bundle.rules
const calendar = calendarNamed('cn-bank')
if (!rule || !calendar) throw new Error(JSON.stringify(problems))

const sqlOf = (expression: string, parameters: Scope['parameters'] = {}): string => {
  const { node, complaints } = readExpression(
    expression,
    { types: [declared('limit.adjusted')], params: rule.params, measures: { rate: 'average' } },
    ['bool', 'int', 'double', 'text', 'moment'],
  )
  if (!node) throw new Error(JSON.stringify(complaints))
  let names = 0
  return translate(
    {
      rule,
      parameters,
      calendar,
      days: { first: 20_000, last: 20_030 },
      lists: [],
      measures: [{ name: 'rate', function: 'avg', of: null, over: [], where: null, withinMs: 1 }],
      name: () => `x${++names}`,
    },
    node,
  ).text
}

test.each<[string, string]>([
  // what is never null needs no guard; what may be is false in a comparison
  ["subject == 'a'", "(f_subject = 'a')"],
  ["reason != 'a'", "ifNull((f_reason != 'a'), false)"],
  ['temporary && !overridden', '(ifNull(f_temporary, false) AND (NOT ifNull(f_overridden, false)))'],
  ['has(income)', 'isNotNull(f_income)'],
  ['has(income) && limitAfter > 3', '(isNotNull(f_income) AND ifNull((f_limitAfter > 3), false))'],
  ['temporary ? limitAfter : 0', 'if(ifNull(f_temporary, false), f_limitAfter, 0)'],
  // ints are guarded only where they can pass 2^53
  ['limitAfter + limitBefore', '(f_limitAfter + f_limitBefore)'],
  ['limitAfter * 3', '(f_limitAfter * 3)'],
  [
    'limitAfter * limitBefore',
    'if((toInt128(f_limitAfter) * toInt128(f_limitBefore) AS x1) BETWEEN -9007199254740991 AND 9007199254740991, toInt64(x1), NULL)',
  ],
  ['limitAfter / limitBefore', 'intDivOrZero(toInt64(f_limitAfter), nullIf(f_limitBefore, 0))'],
  ['limitAfter % 7', 'moduloOrZero(f_limitAfter, nullIf(7, 0))'],
  ['yuan(50000000)', 'toInt64(5000000000)'],
  // doubles are finite or null
  ['limitAfter * 0.5 > 3.0', 'ifNull((if(isFinite(toFloat64(f_limitAfter) * 0.5 AS x1), x1, NULL) > 3.0), false)'],
  // sum ⋈ int × count
  ['rate > 3', 'ifNull(toInt128(m_rate_sum) > toInt128(m_rate_count) * toInt128(3), false)'],
  // texts
  ["matches(reason, 'a.b')", "ifNull(match(f_reason, concat('(?-s)', 'a.b')), false)"],
  ['contains(reason, "o\'b")', "ifNull((position(f_reason, 'o\\'b') > 0), false)"],
  ['size(reason)', 'toInt64(lengthUTF8(f_reason))'],
  ["mode in ['instant', 'manual']", "ifNull((f_mode IN ('instant', 'manual')), false)"],
  // local time is arithmetic on the offset of the calendar's zone
  ['localHour(time)', '(intDiv((f_time + 28800000), 3600000) % 24)'],
  ['localWeekday(time)', '((intDiv((f_time + 28800000), 86400000) + 3) % 7 + 1)'],
  ['localHour(validUntil)', 'if(isNotNull(f_validUntil AS x1), (intDiv((x1 + 28800000), 3600000) % 24), NULL)'],
  [
    'isWorkday(time)',
    "(toInt64(substring(cal_work, greatest(intDiv((f_time + 28800000), 86400000) - 19999, 0), 1) = '1') = 1)",
  ],
])('%s', (expression, sql) => {
  expect(sqlOf(expression)).toBe(sql)
})

test('a parameter is chosen by the deepest unit, and the head office stands for all', () => {
  const at = (unit: string) => `(f_orgunit = '${unit}' OR startsWith(f_orgunit, '${unit}-'))`
  expect(sqlOf('param.times')).toBe('3')
  expect(sqlOf('param.times', { times: { hq: 4 } })).toBe('4')
  expect(sqlOf('param.times', { times: { b01: 5, 'b01-s02': 6, hq: 4 } })).toBe(
    `multiIf(${at('b01-s02')}, 6, ${at('b01')}, 5, 4)`,
  )
})

test('a text cannot leave its literal', () => {
  expect(quoted("a' OR '1'='1")).toBe("'a\\' OR \\'1\\'=\\'1'")
  expect(quoted("\\' --")).toBe("'\\\\\\' --'")
  expect(quoted('a\0b')).toBe("'a\\0b'")
})
