// biome-ignore-all lint/suspicious/noThenProperty: `then` is a field of a rule file.
import { describe, expect, test } from 'vitest'
import { type Sample, sampleFile } from '../testing/sample.ts'
import { loadRule } from './load.ts'
import { renderProblem } from './problem.ts'

const load = (text: string) => loadRule({ path: 'x.yaml', text }, ['cn-bank', '24x7'])
const problemsOf = (sample: Sample) => {
  const { text } = sampleFile(sample)
  return load(text).problems.map((problem) => ({ ...problem, line: text.split('\n')[problem.line - 1]?.trim() }))
}

const window = (measures: Record<string, unknown>, when: string, rest = {}): Sample => ({
  kind: 'window',
  measures,
  when,
  ...rest,
})

const peer: Sample = {
  kind: 'peer',
  key: ['actor'],
  value: { count: true },
  days: 30,
  against: 'own',
  compare: 'ratio',
  over: 2,
  minimum: 10,
}

describe('a rule file shows what is wrong', () => {
  const { text } = sampleFile({ kind: 'match', where: 'amount > 1' })

  test('with file, line and caret', () => {
    const wrong = text.replace('where: amount > 1', 'where: mode == "manual" && amuont > yuan(5)')
    const [problem] = load(wrong).problems
    expect(renderProblem(problem!, wrong)).toBe(
      [
        `x.yaml:${problem!.line}:28: no field is called "amuont"; did you mean "amount"? (unknown-name)`,
        `${String(problem!.line).padStart(4)} | where: mode == "manual" && amuont > yuan(5)`,
        '     |                            ^^^^^^',
      ].join('\n'),
    )
  })

  test('inside a folded block, on its own line', () => {
    const wrong = text.replace('where: amount > 1', 'where: >-\n  mode == "manual" &&\n    amuont > 1')
    const [problem] = load(wrong).problems
    const at = wrong.split('\n').findIndex((line) => line.includes('amuont'))
    expect(problem).toMatchObject({ line: at + 1, column: 5, length: 6 })
  })

  test('inside a quoted text over several lines', () => {
    const wrong = text.replace('where: amount > 1', 'where: \'mode == "manual"\n  && amuont > 1\'')
    const [problem] = load(wrong).problems
    const at = wrong.split('\n').findIndex((line) => line.includes('amuont'))
    expect(problem).toMatchObject({ line: at + 1, column: 6, length: 6 })
  })

  test('with the caret under the right place behind Chinese', () => {
    const wrong = text.replace('where: amount > 1', 'where: reason == "理由" && amuont > 1')
    const rendered = renderProblem(load(wrong).problems[0]!, wrong).split('\n')
    expect(rendered[2]!.indexOf('^')).toBe(rendered[1]!.indexOf('amuont') + 2)
  })

  test('as a YAML error', () => {
    expect(load('id: a\n\tb: 1\n').problems[0]).toMatchObject({ code: 'yaml', line: 2 })
    expect(load('kind: match\nkind: window\n').problems[0]).toMatchObject({ code: 'yaml', line: 2 })
    expect(load('a: &x 1\nb: *x\n').problems[0]).toMatchObject({ code: 'yaml' })
    expect(load('').problems[0]).toMatchObject({ code: 'shape' })
    expect(load('- 1').problems[0]).toMatchObject({ code: 'shape' })
    expect(load('a'.repeat(70_000)).problems[0]).toMatchObject({ code: 'too-long' })
  })

  test('as a field that is missing, unknown or of the wrong form', () => {
    const wrong = text
      .replace('severity: low', 'severity: lowish')
      .replace('where:', 'wher:')
      .replace(/owner:.*\n/, '')
    expect(
      load(wrong)
        .problems.map((problem) => problem.message)
        .sort(),
    ).toEqual([
      '"owner" is missing in the rule',
      '"severity" is one of low, medium, high, critical',
      'there is no field "wher" in the rule; did you mean "where"?',
    ])
    expect(load(text.replace('kind: match', 'kind: matches')).problems[0]!.message).toMatch(/no kind "matches"/)
  })
})

describe('what a rule may not be', () => {
  const cases: [string, Sample, string, RegExp][] = [
    [
      'on an unknown type',
      { kind: 'match', where: 'true', on: 'approval.decide' },
      'unknown-type',
      /approval\.decided/,
    ],
    ['keyed by nothing', { kind: 'match', where: 'true', key: ['custmer'] }, 'unknown-name', /customer/],
    ['keyed by a double', { kind: 'match', where: 'true', key: ['rate'] }, 'key', /exact/],
    [
      'keyed by what no event has',
      { kind: 'match', where: 'true', key: ['card'] },
      'foreign-field',
      /approval\.decided/,
    ],
    ['without condition', { kind: 'match' }, 'shape', /"where" is missing/],
    ['in an unknown calendar', { kind: 'match', where: 'true', calendar: 'moon' }, 'unknown-calendar', /cn-bank, 24x7/],
    [
      'a measure of two functions',
      window({ n: { count: true, sum: 'amount', within: '1h' } }, 'n > 1'),
      'shape',
      /exactly one/,
    ],
    ['a measure of texts', window({ n: { sum: 'reason', within: '1h' } }, 'n > 1'), 'type', /must be int/],
    ['a measure of doubles', window({ n: { distinct: 'rate', within: '1h' } }, 'n > 1'), 'type', /int or moment/],
    ['a measure of working time', window({ n: { count: true, within: '3wd' } }, 'n > 1'), 'duration', /wall-clock/],
    ['a measure of years', window({ n: { count: true, within: '401d' } }, 'n > 1'), 'duration', /400d/],
    ['a measure called as a field', window({ amount: { count: true, within: '1h' } }, 'amount > 1'), 'name', /field/],
    ['a measure nobody asks for', window({ n: { count: true, within: '1h' } }, 'amount > 1'), 'unused-measure', /"n"/],
    [
      'a measure over events without the key',
      window({ n: { count: true, over: 'application.returned', within: '1h' } }, 'n > 1', { key: ['partner'] }),
      'foreign-field',
      /application\.returned/,
    ],
    [
      'a deadline with reminders of another time',
      { kind: 'deadline', expect: 'disbursement.made', within: '3wd', remind: ['4h'] },
      'duration',
      /same kind of time/,
    ],
    [
      'a deadline of no time',
      { kind: 'deadline', expect: 'disbursement.made', within: '0d' },
      'duration',
      /no duration/,
    ],
    [
      'a pause nobody ends',
      { kind: 'deadline', expect: 'disbursement.made', within: '3wd', pause: 'application.returned' },
      'shape',
      /"pause" needs "resume"/,
    ],
    [
      'a resumption of what never pauses',
      { kind: 'deadline', expect: 'disbursement.made', within: '3wd', resume: 'application.resumed' },
      'shape',
      /"resume" needs "pause"/,
    ],
    [
      'a condition on a restart there is none of',
      { kind: 'deadline', expect: 'disbursement.made', within: '3wd', restartWhere: "decision == 'returned'" },
      'shape',
      /"restartWhere" needs "restart"/,
    ],
    [
      'a pause by events without the key',
      {
        kind: 'deadline',
        key: ['partner'],
        expect: 'approval.decided',
        within: '3wd',
        pause: 'application.returned',
        resume: 'approval.decided',
      },
      'foreign-field',
      /application\.returned/,
    ],
    ['an amount in yuan', { kind: 'match', where: 'true', amount: 'rate' }, 'type', /must be int/],
    [
      'a parameter beyond its bounds',
      { kind: 'match', where: 'readSeconds < param.n', params: { n: { default: 5, max: 3 } } },
      'parameter',
      /above its maximum/,
    ],
    [
      'tested with a field that is none',
      {
        kind: 'match',
        where: 'true',
        tests: [
          { name: 'a', events: [{ amuont: 1 }], hits: 1 },
          { name: 'b', events: [{}], hits: 0 },
        ],
      },
      'test',
      /"amuont" is not a field/,
    ],
    [
      'tested with a value that is none',
      {
        kind: 'match',
        where: 'true',
        tests: [
          { name: 'a', events: [{ amount: -1 }], hits: 1 },
          { name: 'b', events: [{}], hits: 0 },
        ],
      },
      'test',
      /no value of amount/,
    ],
    ['a sequence without its second event', { kind: 'sequence', within: '1h' }, 'shape', /"then" is missing/],
    [
      'a sequence in working time',
      { kind: 'sequence', then: 'limit.adjusted', within: '3wd' },
      'duration',
      /wall-clock time/,
    ],
    [
      'a field the first event does not have',
      { kind: 'sequence', then: 'limit.adjusted', within: '1h', when: 'first.limitAfter > 1' },
      'foreign-field',
      /"limitAfter" is not a field of approval.decided/,
    ],
    [
      'a code the first event never has',
      { kind: 'sequence', then: 'limit.adjusted', within: '1h', when: "first.decision == 'aproved'" },
      'code',
      /did you mean "approved"/,
    ],
    [
      'the first event where there is only one',
      { kind: 'sequence', then: 'limit.adjusted', within: '1h', thenWhere: 'first.amount > 1' },
      'first',
      /only "when" and "amount" see it/,
    ],
    ['a first event outside a sequence', { kind: 'match', where: 'first.amount > 1' }, 'first', /of a sequence/],
    [
      'withoutWhere alone',
      { kind: 'sequence', then: 'limit.adjusted', within: '1h', withoutWhere: 'true' },
      'shape',
      /needs "without"/,
    ],
    [
      'a key the second event does not have',
      { kind: 'sequence', key: ['amount'], then: 'limit.adjusted', within: '1h' },
      'foreign-field',
      /not a field of limit.adjusted/,
    ],
    ['a peer rule without a bound', { ...peer, over: undefined }, 'shape', /either "over" or "below"/],
    ['a peer rule with both', { ...peer, below: 2 }, 'shape', /either "over" or "below"/],
    ['a bound finer than thousandths', { ...peer, over: 1.0001 }, 'bound', /at most three decimals/],
    ['a bound of nothing', { ...peer, over: 0 }, 'bound', /above 0/],
    ['a bound that is no parameter', { ...peer, over: 'param.times' }, 'bound', /one of the parameters/],
    [
      'a bound by a parameter that may be anything',
      { ...peer, over: 'param.times', params: { times: { default: 2 } } },
      'bound',
      /min above 0, a max of at most 1000/,
    ],
    [
      'a bound by a text',
      { ...peer, over: 'param.times', params: { times: { default: 'two' } } },
      'bound',
      /"times" is none/,
    ],
    ['a day worth two things', { ...peer, value: { count: true, sum: 'amount' } }, 'shape', /exactly one of/],
    ['a day worth an average', { ...peer, value: { avg: 'amount' } }, 'shape', /no field "avg"/],
    ['a sum of texts', { ...peer, value: { sum: 'actor' } }, 'type', /int/],
    ['more days than there can be', { ...peer, days: 9 }, 'baseline', /9 days have no 10 daily values/],
    ['peers of which there are none', { ...peer, against: ['actor'] }, 'baseline', /there are no others/],
    ['peers by a field there is not', { ...peer, against: ['limitAfter'] }, 'foreign-field', /not a field of/],
    ['a value outside a peer rule', { kind: 'match', where: 'baseline > 1' }, 'unknown-name', /"baseline"/],
    [
      'without near miss',
      { kind: 'match', where: 'true', tests: [{ name: 'a', events: [{}], hits: 1 }] },
      'test',
      /nearly/,
    ],
  ]
  test.each(cases)('%s', (_, sample, code, message) => {
    const problems = problemsOf(sample)
    expect(problems.map((problem) => problem.code)).toContain(code)
    expect(problems.find((problem) => problem.code === code)!.message).toMatch(message)
  })

  test('costlier than its budget', () => {
    const where = Array.from({ length: 10 }, (_, i) => `matches(reason, '${'a'.repeat(190)}${i}')`).join(' || ')
    const measures = { n: { count: true, within: '1h', where }, m: { count: true, within: '2h', where } }
    expect(problemsOf(window(measures, 'n + m > 1')).map((problem) => problem.code)).toContain('too-long')
    const shorter = Array.from({ length: 8 }, (_, i) => `matches(reason, '${'a'.repeat(190)}${i}')`).join(' || ')
    const costly = {
      n: { count: true, within: '1h', where: shorter },
      m: { count: true, within: '2h', where: shorter },
    }
    expect(problemsOf(window(costly, 'n + m > 1')).map((problem) => problem.code)).toEqual(['too-complex'])
  })
})

describe('what a loaded rule says', () => {
  test('defaults and what a hit shows', () => {
    const { text } = sampleFile({
      ...window({ n: { count: true, within: '1h' } }, 'n >= param.most && amount > 1', { amount: 'amount' }),
      params: { most: { default: 3 } },
    })
    const { rule } = load(text)
    expect(rule).toMatchObject({ group: 'issuance', class: 'operational', calendar: 'cn-bank', kind: 'window' })
    expect(rule!.key.map((field) => field.name)).toEqual(['subject'])
    expect(rule!.shown.map((shown) => shown.name)).toEqual(['amount', 'n', 'param.most'])
  })

  test('a day, the days before and the bound are shown by a peer rule whatever it asks', () => {
    const { text } = sampleFile({
      ...peer,
      over: 'param.times',
      params: { times: { default: 2.5, min: 1, max: 10 } },
    })
    const { rule, problems } = load(text)
    expect(problems).toEqual([])
    expect(rule).toMatchObject({ kind: 'peer', function: 'count', of: null, against: null, side: 'over' })
    expect(rule!.shown.map((shown) => shown.name)).toEqual(['baseline', 'param.times', 'value'])
  })

  test('a share is a double even when its default is whole', () => {
    const { text } = sampleFile({
      kind: 'match',
      where: 'rate > param.r',
      params: { r: { default: 1, unit: 'share' } },
    })
    expect(load(text).rule!.params.r!.type).toBe('double')
  })
})
