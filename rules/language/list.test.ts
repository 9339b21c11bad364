import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleEvent, sampleFile } from '../testing/sample.ts'
import { loadList, withEntries, writtenEntries } from './list.ts'

const file = (entries: string, more = '') => ({
  path: 'lists/watched.yaml',
  text: `kind: list\nname: watched\nzh: 名单\nen: Watched\nof: [partner]\n${more}entries:\n${entries}`,
})
const entry = (value: string, days = '') => `  - { value: ${value}, reason: seen${days} }\n`
const rule: Sample = { kind: 'match', where: "onList(partner, 'watched')" }
const bundleOf = (entries: string, sample: Sample = rule) => makeBundle({ files: [file(entries), sampleFile(sample)] })

describe('a value stands on a list', () => {
  const entries = entry('p1', ', from: 2026-03-10, to: 2026-03-11') + entry('p1', ', from: 2026-05-01') + entry('p2')
  const { bundle } = bundleOf(entries)
  test.each([
    ['the moment its first day begins in Shanghai', 'p1', '2026-03-10T00:00:00+08:00', true],
    ['a millisecond before', 'p1', '2026-03-09T23:59:59.999+08:00', false],
    ['the last millisecond of its last day', 'p1', '2026-03-11T23:59:59.999+08:00', true],
    ['the day after', 'p1', '2026-03-12T00:00:00+08:00', false],
    ['again by another entry, for ever', 'p1', '2030-01-01T00:00:00Z', true],
    ['always without days', 'p2', '2001-01-01T00:00:00Z', true],
    ['never when it is not there', 'p3', '2026-03-10T12:00:00Z', false],
    ['never when it is absent', null, '2026-03-10T12:00:00Z', false],
  ])('%s', (_, partner, at, stands) => {
    const events = [sampleEvent('e', Date.parse(at), { decision: 'approved', partner })]
    const hits = evaluateEngine(bundle, events, Date.parse(at))
    expect(hits).toHaveLength(stands ? 1 : 0)
    expect(hits).toEqual(evaluateReference(bundle, events, Date.parse(at)))
  })
})

describe('a list decides', () => {
  const hashOf = (entries: string, sample?: Sample) => bundleOf(entries, sample).bundle.hash

  test('and is in the hash with its days, not with its reasons', () => {
    const hash = hashOf(entry('p1'))
    expect(hashOf(entry('p2'))).not.toBe(hash)
    expect(hashOf(entry('p1', ', to: 2026-01-01'))).not.toBe(hash)
    expect(hashOf(entry('p1').replace('seen', 'heard'))).toBe(hash)
  })

  test('only where a rule asks for it', () => {
    const other: Sample = { kind: 'match', where: 'related' }
    expect(hashOf(entry('p1'), other)).toBe(makeBundle({ files: [sampleFile(other)] }).bundle.hash)
  })
})

describe('what is wrong is told', () => {
  test.each([
    [entry('p1', ', from: 2026-02-30'), '', 'date', /no day/, 7],
    [entry('p1', ', from: 2026-02-02, to: 2026-02-01'), '', 'date', /before the first/, 7],
    ['  - { value: p1 }\n', '', 'shape', /entries.0/, 7],
    [entry('p1'), 'colour: red\n', 'shape', /the list/, 6],
  ])('%j %j', (entries, more, code, message, line) => {
    const { problems } = makeBundle({ files: [file(entries, more)] })
    expect(problems[0]).toMatchObject({ path: 'lists/watched.yaml', code, line })
    expect(problems[0]!.message).toMatch(message)
  })

  test('a list of something that is no text, and the same name twice', () => {
    const doubles = { ...file(entry('p1')), text: file(entry('p1')).text.replace('[partner]', '[partnr]') }
    expect(makeBundle({ files: [doubles] }).problems[0]!.message).toMatch(/did you mean "partner"/)
    const twice = [file(entry('p1')), { ...file(entry('p1')), path: 'z.yaml' }]
    expect(makeBundle({ files: twice }).problems).toMatchObject([{ path: 'z.yaml', code: 'repeated', line: 2 }])
  })

  test.each([
    ["onList(partner, 'wached')", 'unknown-list', /did you mean "watched"/],
    ["onList(manager, 'watched')", 'list', /holds values of partner/],
    ['onList(partner, reason)', 'list', /constant text/],
    ["onList(amount, 'watched')", 'type', /does not take int/],
  ])('%s', (where, code, message) => {
    const { problems } = bundleOf(entry('p1'), { kind: 'match', where })
    expect(problems.map((problem) => problem.code)).toEqual([code])
    expect(problems[0]!.message).toMatch(message)
  })
})

describe('the entries of a list are data', () => {
  const before = file(entry('p1') + entry('p2', ', from: 2026-03-10'))
  const awkward = {
    value: `x: "y", 'z' #\\ \u2028\u00a0é明`,
    from: '2026-01-01',
    to: '2026-01-02',
    reason: '- a\n  b: c',
  }

  test('they come back as they were written, whatever they say', () => {
    const entries = [...writtenEntries(before), awkward]
    const next = { path: before.path, text: withEntries(before, entries) }
    expect(loadList(next).problems).toEqual([])
    expect(writtenEntries(next)).toEqual(entries)
    expect(loadList(next).list).toMatchObject({ name: 'watched', of: ['partner'], zh: '名单', en: 'Watched' })
  })

  test('the same entries mean the same bundle, and none are none', () => {
    const hashOf = (text: string) => makeBundle({ files: [{ ...before, text }, sampleFile(rule)] }).bundle.hash
    expect(hashOf(withEntries(before, writtenEntries(before)))).toBe(hashOf(before.text))
    const empty = { path: before.path, text: withEntries(before, []) }
    expect(loadList(empty).list?.entries).toEqual([])
  })
})
