import { describe, expect, test } from 'vitest'
import { evaluateReference } from '../reference/evaluate.ts'
import { type Sample, sampleBundle, sampleEvent } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

const sequence = (more: Record<string, unknown> = {}): Sample => ({
  kind: 'sequence',
  on: 'application.returned',
  // biome-ignore lint/suspicious/noThenProperty: `then` is a field of a rule file.
  then: 'approval.decided',
  thenWhere: "decision == 'approved'",
  within: '10s',
  ...more,
})
const returned = (id: string, time: number, actor = 'P1') =>
  sampleEvent(id, time, { node: 'n', actor, reason: 'r' }, { type: 'application.returned' })
const approved = (id: string, time: number, actor = 'P1') =>
  sampleEvent(id, time, { decision: 'approved', actor, amount: 5 })
const resumed = (id: string, time: number) => sampleEvent(id, time, { node: 'n' }, { type: 'application.resumed' })

type Events = ReturnType<typeof returned>[]
/** Step and evidence of each hit; the reference must say the same. */
const found = (sample: Sample, events: Events) => {
  const bundle = sampleBundle([sample])
  const hits = evaluateEngine(bundle, events, 1e6)
  expect(hits).toEqual(evaluateReference(bundle, events, 1e6))
  return hits.map((hit) => [hit.step, ...hit.evidence.map((ref) => ref.replace('test#', ''))].join(' '))
}

describe('the second follows the first', () => {
  test.each([
    ['within the time', [returned('a', 1), approved('b', 10_000)], ['hit a b']],
    ['exactly as late as the time allows no more', [returned('a', 1), approved('b', 10_001)], []],
    ['before it', [approved('b', 1), returned('a', 2)], []],
    ['in the same millisecond and later by id', [returned('a', 1), approved('b', 1)], ['hit a b']],
    ['in the same millisecond and earlier by id', [returned('b', 1), approved('a', 1)], []],
    ['whatever the order of arrival', [approved('b', 5), returned('a', 1)], ['hit a b']],
    ['each second one is a hit', [returned('a', 1), approved('b', 2), approved('c', 3)], ['hit a b', 'hit a c']],
  ])('%s', (_, events, hits) => expect(found(sequence(), events)).toEqual(hits))

  test('only with the same key', () => {
    const events = [returned('a', 1, 'P1'), approved('b', 2, 'P2')]
    expect(found(sequence({ key: ['subject', 'actor'] }), events)).toEqual([])
    expect(found(sequence(), events)).toEqual(['hit a b'])
  })
})

describe('without', () => {
  const without = sequence({ without: 'application.resumed' })
  test.each([
    ['in between', [returned('a', 1), resumed('b', 2), approved('c', 3)], []],
    ['before the first', [resumed('a', 1), returned('b', 2), approved('c', 3)], ['hit b c']],
    ['after the second', [returned('a', 1), approved('b', 2), resumed('c', 3)], ['hit a b']],
    ['in between by id alone', [returned('a', 1), resumed('b', 1), approved('c', 1)], []],
    [
      'at the millisecond of the second, but after it',
      [returned('a', 1), approved('b', 2), resumed('c', 2)],
      ['hit a b'],
    ],
    ['a new first after it', [returned('a', 1), resumed('b', 2), returned('c', 3), approved('d', 4)], ['hit c d']],
  ])('%s', (_, events, hits) => expect(found(without, events)).toEqual(hits))

  test('what is at once first and undoing is undone by the next only', () => {
    const events = [returned('a', 1), returned('b', 2), approved('c', 3)]
    expect(found(sequence({ without: 'application.returned', pair: 'each' }), events)).toEqual(['hit-1 b c'])
  })
})

describe('pair', () => {
  const events = [returned('a', 1, 'P1'), returned('b', 2, 'P2'), returned('c', 3, 'P1'), approved('d', 4, 'P2')]
  test.each([
    [undefined, undefined, ['hit c d']],
    ['last', undefined, ['hit c d']],
    ['first', undefined, ['hit a d']],
    ['each', undefined, ['hit-1 c d', 'hit-2 b d', 'hit-3 a d']],
    ['last', 'actor == first.actor', ['hit b d']],
    ['first', 'actor != first.actor', ['hit a d']],
    ['each', 'actor != first.actor', ['hit-1 c d', 'hit-2 a d']],
    ['last', "first.actor == 'P3'", []],
  ])('%s when %s', (pair, when, hits) =>
    expect(found(sequence({ ...(pair && { pair }), ...(when && { when }) }), events)).toEqual(hits),
  )

  test('each takes the newest twenty', () => {
    const many = Array.from({ length: 25 }, (_, i) => returned(`a${String(i).padStart(2, '0')}`, i + 1))
    const hits = found(sequence({ pair: 'each' }), [...many, approved('z', 99)])
    expect(hits).toHaveLength(20)
    expect(hits).toContain('hit-20 a05 z')
  })
})

test('a hit shows both: the second by its names, the first by what it was selected and asked by', () => {
  const rule = sequence({ where: "node == 'n'", when: 'actor == first.actor', amount: 'amount' })
  const [hit] = evaluateEngine(sampleBundle([rule]), [returned('a', 1), approved('b', 2)], 9)
  expect(hit).toMatchObject({
    triggerId: 'test#b',
    amount: 5,
    values: { actor: 'P1', decision: 'approved', 'first.actor': 'P1', 'first.node': 'n' },
  })
})

test('going on from a stored snapshot changes nothing', () => {
  const rules = [
    sequence({ pair: 'each', when: 'actor == first.actor' }),
    sequence({ id: 'sample.other', without: 'application.resumed' }),
  ]
  const bundle = sampleBundle(rules)
  const events = Array.from({ length: 60 }, (_, i) => {
    const make = [returned, returned, approved, resumed][((i * 7) % 11) % 4]!
    return make(`e${String(i).padStart(2, '0')}`, i * 900, `P${i % 3}`)
  })
  const groups = [...byMillisecond(events)]
  const whole = evaluateEngine(bundle, events, 1e6)
  expect(whole.length).toBeGreaterThan(10)
  let engine = createEngine(bundle)
  const hits = groups.flatMap((group) => {
    const stored = storedOf(engine)
    engine = goOnFrom(createEngine(bundle), stored)
    expect(storedOf(engine)).toBe(stored)
    return engine.observe(group).hits
  })
  expect(hits).toEqual(whole)
})

describe('rules that wait for the same first events share them', () => {
  const sharing = [
    sequence({ id: 'a.short', within: '3s', when: 'first.actor != actor' }),
    sequence({ id: 'a.long', within: '1m', when: "first.node == 'n'" }),
    sequence({ id: 'a.newest', within: '20s' }),
  ]
  const events = [returned('a', 1, 'P1'), returned('b', 2_000, 'P2'), approved('c', 4_000, 'P3'), approved('d', 30_000)]

  test('each looks back as far as it says', () => {
    const bundle = sampleBundle(sharing)
    const hits = evaluateEngine(bundle, events, 1e6)
    expect(hits).toEqual(evaluateReference(bundle, events, 1e6))
    expect(hits.map(({ ruleId, triggerId }) => `${ruleId} ${triggerId}`)).toEqual([
      'a.long test#c',
      'a.newest test#c',
      'a.short test#c',
      'a.long test#d',
    ])
  })

  test('a snapshot goes on with the rules it knows and empty for one that asks for a field it has not', () => {
    const [short, long] = sharing
    const before = createEngine(sampleBundle([short!]))
    for (const group of byMillisecond(events.slice(0, 2))) before.observe(group)
    const after = createEngine(sampleBundle([short!, long!]))
    goOnFrom(after, storedOf(before))
    const hits = [...byMillisecond(events.slice(2, 3))].flatMap((group) => after.observe(group).hits)
    expect(hits.map(({ ruleId }) => ruleId)).toEqual(['a.short'])
  })

  test('a snapshot of several has for each its own', () => {
    const bundle = sampleBundle(sharing)
    const whole = createEngine(bundle)
    for (const group of byMillisecond(events.slice(0, 3))) whole.observe(group)
    const again = createEngine(bundle)
    goOnFrom(again, storedOf(whole))
    expect(storedOf(again)).toBe(storedOf(whole))
    expect(again.observe([events[3]!])).toEqual(whole.observe([events[3]!]))
  })
})
