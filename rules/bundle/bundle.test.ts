import { describe, expect, test } from 'vitest'
import { type Sample, sampleBundle, sampleFile } from '../testing/sample.ts'
import { bundleSource, makeBundle, openBundle } from './bundle.ts'
import { canonicalJson } from './canonical.ts'
import { parametersAt } from './parameters.ts'

const sample: Sample = {
  kind: 'match',
  where: 'readSeconds < param.least',
  params: { least: { default: 30, min: 0, max: 600 } },
}
const hashOf = (text: string, path = 'x.yaml') => makeBundle({ files: [{ path, text }] }).bundle.hash

describe('the hash of a bundle', () => {
  const { text } = sampleFile(sample)
  const hash = hashOf(text)

  test('is of what decides: not layout, comments, place or tests', () => {
    expect(hashOf(`# a comment\n${text}`)).toBe(hash)
    expect(hashOf(text, 'elsewhere/y.yaml')).toBe(hash)
    expect(hashOf(text.replace('name: nearly', 'name: almost'))).toBe(hash)
  })

  test.each([
    ['where: readSeconds < param.least', 'where: readSeconds <= param.least'],
    ['default: 30', 'default: 31'],
    ['severity: low', 'severity: high'],
    ['version: 1', 'version: 2'],
  ])('changes from %s to %s', (from, to) => {
    expect(text).toContain(from)
    expect(hashOf(text.replace(from, to))).not.toBe(hash)
  })

  test('changes with a branch’s parameter and with the calendar', () => {
    expect(sampleBundle([sample], { 'sample.rule': { least: { b01: 20 } } }).hash).not.toBe(hash)
    const calendars = [
      {
        name: 'cn-bank',
        zh: '',
        en: '',
        zone: { name: 'UTC', standardMinutes: 0 },
        opens: '09:00',
        closes: '17:00',
        week: [1],
      },
    ]
    expect(makeBundle({ files: [sampleFile(sample)], calendars }).bundle.hash).not.toBe(hash)
  })
})

test('a stored bundle opens as the same bundle', () => {
  const bundle = sampleBundle([sample, { kind: 'match', id: 'a.b', where: 'related' }], {
    'sample.rule': { least: { b01: 20 } },
  })
  expect(openBundle(bundleSource(bundle))).toEqual(bundle)
  expect(bundle.rules.map((rule) => rule.id)).toEqual(['a.b', 'sample.rule'])
  expect(() => openBundle('{}')).toThrow(/no bundle/)
})

test('one unsound file is told, the others still make a bundle', () => {
  const files = [
    sampleFile(sample),
    { path: 'bad.yaml', text: 'kind: match' },
    { ...sampleFile(sample), path: 'z.yaml' },
  ]
  const { bundle, problems } = makeBundle({ files })
  expect(bundle.rules).toHaveLength(1)
  expect(new Set(problems.map((problem) => problem.path))).toEqual(new Set(['bad.yaml', 'z.yaml']))
  expect(problems.find((problem) => problem.path === 'z.yaml')).toMatchObject({ code: 'repeated', line: 1 })
})

describe('parameters', () => {
  test('are those of the nearest unit above', () => {
    const table = { 'sample.rule': { least: { hq: 10, b01: 20, 'b01-s02': 25 } } }
    const bundle = sampleBundle([sample], table)
    const at = (orgunit: string) => parametersAt(bundle.rules[0]!, bundle.parameters, orgunit).least
    expect(['b01-s02-o1', 'b01-s02', 'b01-s020', 'b01', 'b02-s01', 'hq'].map(at)).toEqual([25, 25, 20, 20, 10, 10])
    expect(parametersAt(bundle.rules[0]!, {}, 'b01').least).toBe(30)
  })

  test.each([
    ['other.rule', 'least', 'b01', 20, /no rule/],
    ['sample.rule', 'lest', 'b01', 20, /no parameter/],
    ['sample.rule', 'least', 'B1', 20, /no organisation unit/],
    ['sample.rule', 'least', 'b01', 601, /above its maximum/],
    ['sample.rule', 'least', 'b01', '20', /not a number/],
    ['sample.rule', 'least', 'b01', 2.5, /not a whole number/],
  ])('%s %s at %s = %j is refused', (rule, name, unit, value, message) => {
    const parameters = { [rule]: { [name]: { [unit]: value } } }
    const { problems } = makeBundle({ files: [sampleFile(sample)], parameters })
    expect(problems[0]?.message).toMatch(message)
  })
})

test('canonical JSON orders keys and leaves undefined out', () => {
  expect(canonicalJson({ b: [1, { d: null, c: undefined }], a: '"' })).toBe('{"a":"\\"","b":[1,{"d":null}]}')
})
