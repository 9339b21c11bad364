import { fields } from '@mingjing/rules/events/fields.ts'
import { expect, test } from 'vitest'
import { fenOf } from './amount.ts'
import { channels, products } from './codes.ts'
import { fieldKeys, fieldNames, nearestName, type Vocabulary } from './field.ts'
import { fieldOffers, typingAt, valueOffers } from './offer.ts'
import { longestSearch, parseSearch } from './parse.ts'
import { isUnfinished } from './problem.ts'

const choice = (code: string, zh: string, en = code) => ({ code, zh, en })
const vocabulary: Vocabulary = {
  state: [choice('open', '待受理', 'Open'), choice('rectification-ordered', '整改中', 'Rectification ordered')],
  severity: [choice('low', '较低'), choice('medium', '中等'), choice('high', '较高'), choice('critical', '重大')],
  class: [choice('money-laundering', '反洗钱')],
  stage: [choice('issuance', '发卡')],
  product: [choice('card', '信用卡')],
  channel: [choice('counter', '柜面')],
  due: [choice('overdue', '已超期'), choice('today', '今日到期')],
}
const now = new Date('2026-03-02T11:00:00+08:00')
const read = (text: string) => parseSearch(text, { vocabulary, own: ['p-1', 'p-2'], now })
const terms = (text: string) => {
  const parsed = read(text)
  return parsed.kind === 'terms' ? parsed.terms : parsed.problem
}
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)

test.each([
  ['', []],
  [
    '凭证 app-1',
    [
      { by: 'words', text: '凭证' },
      { by: 'words', text: 'app-1' },
    ],
  ],
  [
    '"材料 缺失" -重复',
    [
      { by: 'words', text: '材料 缺失' },
      { by: 'words', text: '重复', negated: true },
    ],
  ],
  [
    '10:02 a,b',
    [
      { by: 'words', text: '10:02' },
      { by: 'words', text: 'a,b' },
    ],
  ],
  ['subject:app-1,app-2*', [{ by: 'subject', values: ['app-1', 'app-2*'] }]],
  [
    '主体:app-1 标的:“a b”',
    [
      { by: 'subject', values: ['app-1'] },
      { by: 'subject', values: ['a b'] },
    ],
  ],
  ['-Rule:postloan.*', [{ by: 'rule', values: ['postloan.*'], negated: true }]],
  [
    '机构:滨江分行 branch:b01',
    [
      { by: 'unit', values: ['滨江分行'] },
      { by: 'unit', values: ['b01'] },
    ],
  ],
  ['owner:me,none,li', [{ by: 'owner', values: ['p-1', 'p-2', null, 'li'] }]],
  ['处理人:"我"', [{ by: 'owner', values: ['我'] }]],
  ['状态:待受理,rectification-ordered', [{ by: 'state', values: ['open', 'rectification-ordered'] }]],
  ['state:"rectification ordered"', [{ by: 'state', values: ['rectification-ordered'] }]],
  ['severity:>=high', [{ by: 'severity', values: ['high', 'critical'] }]],
  ['程度:<较高', [{ by: 'severity', values: ['low', 'medium'] }]],
  ['class:money-laundering', [{ by: 'class', values: ['money-laundering'] }]],
  ['amount:>100000', [{ by: 'amount', bounds: [{ compare: '>', value: 10_000_000 }] }]],
  ['金额:≥10万', [{ by: 'amount', bounds: [{ compare: '>=', value: 10_000_000 }] }]],
  ['amount:100,000', [{ by: 'amount', bounds: [{ compare: '=', value: 10_000_000 }] }]],
  [
    'amount:1k..2k',
    [
      {
        by: 'amount',
        bounds: [
          { compare: '>=', value: 100_000 },
          { compare: '<=', value: 200_000 },
        ],
      },
    ],
  ],
  ['due:<4h', [{ by: 'due', bounds: [{ compare: '<', value: hours(4) }] }]],
  ['到期:2天', [{ by: 'due', bounds: [{ compare: '<=', value: hours(48) }] }]],
  ['due:overdue,无', [{ by: 'due-group', values: ['overdue', null], now }]],
  ['opened:>2d', [{ by: 'opened', bounds: [{ compare: '<', value: hours(-48) }] }]],
  [
    'opened:2026-03-01',
    [
      {
        by: 'opened',
        bounds: [
          { compare: '>=', value: new Date('2026-03-01T00:00:00+08:00') },
          { compare: '<', value: new Date('2026-03-02T00:00:00+08:00') },
        ],
      },
    ],
  ],
])('%s', (text, expected) => {
  expect(terms(text)).toEqual(expected)
})

test.each([
  ['凭证 amuont:>1', { code: 'unknown-field', from: 3, to: 9, text: 'amuont' }],
  ['subject:', { code: 'value-missing', from: 0, to: 8, text: 'subject:' }],
  ['a -', { code: 'value-missing', from: 2, to: 3, text: '-' }],
  ['state:open,', { code: 'value-missing', from: 0, to: 11, text: 'state:open,' }],
  ['x "材料', { code: 'quote-open', from: 2, to: 5, text: '"材料' }],
  ['state:opne', { code: 'unknown-value', from: 6, to: 10, text: 'opne', field: 'state' }],
  ['state:>open', { code: 'unknown-value', from: 6, to: 11, text: '>open', field: 'state' }],
  ['amount:>many', { code: 'not-an-amount', from: 7, to: 12, text: '>many', field: 'amount' }],
  ['amount:0.001', { code: 'not-an-amount', from: 7, to: 12, text: '0.001', field: 'amount' }],
  ['amount:..', { code: 'not-an-amount', from: 7, to: 9, text: '..', field: 'amount' }],
  ['due:soon', { code: 'not-a-moment', from: 4, to: 8, text: 'soon', field: 'due' }],
  ['due:2026-02-30', { code: 'not-a-moment', from: 4, to: 14, text: '2026-02-30', field: 'due' }],
  ['x'.repeat(longestSearch + 1), { code: 'too-long', from: longestSearch, to: longestSearch + 1, text: '' }],
])('%s is refused with its place', (text, expected) => {
  expect(terms(text)).toEqual(expected)
})

test('more words than anybody means are refused', () => {
  expect(terms('a '.repeat(41))).toMatchObject({ code: 'too-many' })
  expect(terms(`subject:${'a,'.repeat(41)}a`)).toMatchObject({ code: 'too-many' })
})

test('what is only not finished is nothing to complain of yet', () => {
  const unfinished = (text: string) => {
    const parsed = read(text)
    return parsed.kind === 'problem' && isUnfinished(parsed.problem, text)
  }
  expect(['state:', 'a "b', '-', 'state:open,'].map(unfinished)).toEqual([true, true, true, true])
  expect(['state: open', 'stete:open', 'due:soon'].map(unfinished)).toEqual([false, false, false])
})

test('yuan become fen without a float in between', () => {
  expect(['90071992547409.91', '0.29', '1.1万', '¥3', '10000亿', '1e3'].map(fenOf)).toEqual([
    9_007_199_254_740_991,
    29,
    1_100_000,
    300,
    100_000_000_000_000,
    null,
  ])
})

test('no name means two fields, and a slip finds its field', () => {
  const names = fieldKeys.flatMap((key) => [...fieldNames[key].zh, ...fieldNames[key].en])
  expect(new Set(names).size).toBe(names.length)
  expect(['amuont', 'brnach', '状太', 'https'].map(nearestName)).toEqual(['amount', 'branch', '状态', null])
})

test('products and channels are those of the dictionary', () => {
  expect([products, channels]).toEqual([fields.product.values, fields.channel.values])
})

test.each([
  ['凭证 sta', { kind: 'name', text: 'sta', from: 3, to: 6 }],
  ['-st', { kind: 'name', text: 'st', from: 1, to: 3 }],
  ['state:open,ass', { kind: 'value', field: 'state', text: 'ass', from: 11, to: 14 }],
  ['a 状态:待', { kind: 'value', field: 'state', text: '待', from: 5, to: 6 }],
  ['unit:"滨 江', { kind: 'value', field: 'unit', text: '滨 江', from: 5, to: 9 }],
  ['"in quotes', null],
  ['nothing:x', null],
])('typing %s', (text, expected) => {
  expect(typingAt(text, text.length)).toEqual(expected)
})

test('fields are offered by a name of either language, values by code or name, those that begin so first', () => {
  const names = (typed: string, zh: boolean) => fieldOffers(typed, () => '', zh).map(({ insert }) => insert)
  expect(names('sta', false)).toEqual(['state:', 'stage:', 'staff:'])
  expect(names('br', true)).toEqual(['机构:'])
  expect(names('', true)).toHaveLength(fieldKeys.length)
  const values = [
    { insert: 'b01', name: 'b01', hint: '滨江分行' },
    { insert: 'b01-s01', name: 'b01-s01', hint: 'Riverside First' },
    { insert: 'two words', name: 'two words', hint: '' },
  ]
  expect(valueOffers('river', values).map(({ insert }) => insert)).toEqual(['b01-s01'])
  expect(valueOffers('wo', values).map(({ insert }) => insert)).toEqual(['"two words"'])
})
