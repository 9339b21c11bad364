import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type Bundle, makeBundle, type ParameterTable } from '../bundle/bundle.ts'
import type { EventTypeName } from '../events/catalogue.ts'
import type { Event } from '../events/event.ts'
import { renderProblem } from '../language/problem.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { sampleEvent, sampleFile } from '../testing/sample.ts'
import { goOnFrom, storedOf } from '../testing/stored.ts'
import { createEngine } from './engine.ts'
import { byMillisecond, evaluateEngine } from './evaluate.ts'

const words = { zh: '环节', en: 'Step' }
/** submitted → (checked) → reviewed ⟲ → approved → paid, or declined at any time after the review. */
const flow = {
  name: 'sample-flow',
  ...words,
  on: "product == 'card'",
  within: '10s',
  params: { checkFrom: { default: 100 }, reviews: { default: 2 }, most: { default: 2 } },
  nodes: {
    submitted: { ...words, on: 'application.submitted' },
    checked: { ...words, on: 'investigation.completed' },
    reviewed: { ...words, on: 'review.completed', where: "opinion == 'agree'" },
    approved: { ...words, on: 'approval.decided', where: "decision == 'approved'", by: ['approver'] },
    declined: { ...words, on: 'approval.decided' },
    paid: { ...words, on: 'disbursement.made' },
  },
  edges: [
    ['start', 'submitted'],
    ['submitted', 'checked'],
    ['checked', 'reviewed'],
    ['reviewed', 'reviewed'],
    ['reviewed', 'approved'],
    ['reviewed', 'declined'],
    ['approved', 'paid'],
    ['declined', 'end'],
    ['paid', 'end'],
  ],
  skip: { checked: '!(amount > param.checkFrom)' },
  times: { reviewed: [{ when: 'amount > 1000', least: 'param.reviews' }, { least: 1 }] },
  different: [
    ['checked', 'approved'],
    ['reviewed', 'reviewed'],
  ],
  rework: { reviewed: 'param.most' },
  beyond: { approved: 'amount > authority' },
}

const bundleOf = (rule: Record<string, unknown>, parameters: ParameterTable = {}, changed: object = {}): Bundle => {
  const text = `kind: flow-graph\n${stringify({ ...flow, ...changed }, { aliasDuplicateObjects: false })}`
  const { on: _, ...file } = { ...JSON.parse(JSON.stringify(rule)) }
  const written = sampleFile({ kind: 'flow', flow: 'sample-flow', on: undefined, ...file })
  const files = [{ path: 'flow.yaml', text }, written]
  const { bundle, problems } = makeBundle({ files, parameters })
  if (problems.length > 0)
    throw new Error(
      problems.map((one) => renderProblem(one, files.find(({ path }) => path === one.path)?.text ?? '')).join('\n'),
    )
  return bundle
}

const types: Record<string, EventTypeName> = {
  submitted: 'application.submitted',
  checked: 'investigation.completed',
  reviewed: 'review.completed',
  approved: 'approval.decided',
  declined: 'approval.decided',
  paid: 'disbursement.made',
}
/** A visit of a node at a millisecond; its id is the millisecond, unless given. */
const at = (time: number, node: string, data: Record<string, unknown> = {}, id = String(time).padStart(5, '0')) =>
  sampleEvent(
    id,
    time,
    {
      product: 'card',
      ...(node === 'reviewed' && { opinion: 'agree' }),
      ...(node === 'approved' && { decision: 'approved' }),
      ...(node === 'declined' && { decision: 'declined' }),
      ...data,
    },
    { type: types[node]! },
  )

/** Evidence of each hit by the ids' numbers; the reference must say the very same. */
const found = (bundle: Bundle, events: readonly Event[]) => {
  const hits = evaluateEngine(bundle, events, 1e6)
  expect(hits).toEqual(evaluateReference(bundle, events, 1e6))
  return hits.map(({ evidence }) => evidence.map((ref) => Number(ref.replace('test#', ''))).join(' '))
}

describe('a step that does not follow', () => {
  const bundle = bundleOf({ deviation: 'wrong-order' })
  test.each<[string, Event[], string[]]>([
    ['none', [at(1, 'submitted'), at(2, 'checked'), at(3, 'reviewed'), at(4, 'approved'), at(5, 'paid')], []],
    ['past what may be skipped', [at(1, 'submitted'), at(2, 'reviewed')], []],
    ['past what may not', [at(1, 'submitted'), at(2, 'approved')], ['1 2']],
    ['backwards', [at(1, 'reviewed'), at(2, 'submitted')], ['1 2']],
    ['after the end', [at(1, 'declined'), at(2, 'paid')], ['1 2']],
    ['the same step again, where it may', [at(1, 'reviewed'), at(2, 'reviewed')], []],
    ['the same step again, where it may not', [at(1, 'paid'), at(2, 'paid')], ['1 2']],
    ['each against the one just before', [at(1, 'declined'), at(2, 'paid'), at(3, 'paid')], ['1 2', '2 3']],
    [
      'what is of no node does not stand between',
      [at(1, 'approved'), at(2, 'reviewed', { opinion: 'return' }), at(3, 'paid')],
      [],
    ],
    ['in one millisecond the ids decide', [at(1, 'paid', {}, '2'), at(1, 'approved', {}, '1')], []],
    ['in one millisecond the ids decide, the other way', [at(1, 'paid', {}, '1'), at(1, 'approved', {}, '2')], ['1 2']],
    ['looked back as long as the flow says', [at(1, 'declined'), at(10_000, 'paid')], ['1 10000']],
    ['and no longer', [at(1, 'declined'), at(10_001, 'paid')], []],
    ['only of the flow', [at(1, 'declined', { product: 'car' }), at(2, 'paid', { product: 'car' })], []],
  ])('%s', (_, events, hits) => expect(found(bundle, events)).toEqual(hits))

  test('shows what the two were', () => {
    const [hit] = evaluateEngine(bundle, [at(1, 'declined'), at(2, 'paid')], 9)
    expect(hit?.values).toMatchObject({
      type: 'disbursement.made',
      'first.type': 'approval.decided',
      'first.decision': 'declined',
    })
  })
})

describe('a missing node', () => {
  const bundle = bundleOf({ deviation: 'missing-node', at: 'approved' })
  const whole = [at(1, 'submitted'), at(2, 'checked'), at(3, 'reviewed')]
  test.each<[string, Event[], string[]]>([
    ['none', [...whole, at(4, 'approved', { amount: 101 })], []],
    ['one that every way passes', [at(1, 'submitted'), at(2, 'checked'), at(4, 'approved')], ['1 2 4']],
    ['one that is excused', [at(1, 'submitted'), at(3, 'reviewed'), at(4, 'approved', { amount: 100 })], []],
    ['one that is not excused', [at(1, 'submitted'), at(3, 'reviewed'), at(4, 'approved', { amount: 101 })], ['1 3 4']],
    ['asked at that node only', [at(4, 'paid')], []],
    [
      'visited in the same millisecond',
      [at(1, 'submitted'), at(4, 'approved', {}, '04'), at(4, 'reviewed', {}, '05')],
      [],
    ],
  ])('%s', (_, events, hits) => expect(found(bundle, events)).toEqual(hits))

  test('of one node alone', () => {
    const only = bundleOf({ deviation: 'missing-node', at: 'approved', node: 'reviewed' })
    expect(found(only, [at(1, 'checked'), at(4, 'approved')])).toEqual(['4'])
    expect(found(only, [at(1, 'reviewed'), at(4, 'approved')])).toEqual([])
  })

  test('a branch may have its own number', () => {
    const events = [at(1, 'submitted'), at(3, 'reviewed'), at(4, 'approved', { amount: 60 })]
    const rule = { deviation: 'missing-node', at: 'approved' }
    expect(found(bundleOf(rule, { 'sample.rule': { checkFrom: { b01: 50 } } }), events)).toEqual(['1 3 4'])
    expect(found(bundleOf(rule, { 'sample.rule': { checkFrom: { b02: 50 } } }), events)).toEqual([])
  })
})

test('a node visited more often than is allowed hits at each visit beyond', () => {
  const bundle = bundleOf({ deviation: 'rework', node: 'reviewed' })
  const events = [at(1, 'reviewed'), at(2, 'reviewed'), at(3, 'reviewed'), at(4, 'reviewed'), at(10_002, 'reviewed')]
  expect(found(bundle, events)).toEqual(['1 2 3', '1 2 3 4', '3 4 10002'])
})

test('reviews are counted against the first row that fits', () => {
  const bundle = bundleOf({ deviation: 'too-few-reviews', node: 'reviewed', at: 'approved' })
  expect(found(bundle, [at(1, 'reviewed'), at(2, 'approved', { amount: 1_000 })])).toEqual([])
  expect(found(bundle, [at(1, 'reviewed'), at(2, 'approved', { amount: 1_001 })])).toEqual(['1 2'])
  expect(found(bundle, [at(1, 'reviewed'), at(2, 'reviewed'), at(3, 'approved', { amount: 1_001 })])).toEqual([])
  expect(found(bundle, [at(2, 'approved')])).toEqual(['2'])
  const open = { times: { reviewed: [{ when: 'amount > 1000', least: 'param.reviews' }] } }
  const some = bundleOf({ deviation: 'too-few-reviews', node: 'reviewed', at: 'approved' }, {}, open)
  expect(found(some, [at(2, 'approved', { amount: 5 })])).toEqual([])
})

describe('one person at two nodes', () => {
  const by = (actor: string) => ({ actor })
  const bundle = bundleOf({ deviation: 'same-person' })
  test.each<[string, Event[], string[]]>([
    ['in their order', [at(1, 'checked', by('a')), at(2, 'approved', by('a'))], ['1 2']],
    ['in the other', [at(1, 'approved', by('a')), at(2, 'checked', by('a'))], ['1 2']],
    ['two people', [at(1, 'checked', by('a')), at(2, 'approved', by('b'))], []],
    ['nobody named', [at(1, 'checked'), at(2, 'approved')], []],
    ['no pair of the flow', [at(1, 'checked', by('a')), at(2, 'reviewed', by('a'))], []],
    [
      'a node with itself',
      [at(1, 'reviewed', by('a')), at(2, 'reviewed', by('b')), at(3, 'reviewed', by('a'))],
      ['1 3'],
    ],
    [
      'the latest of several',
      [at(1, 'checked', by('a')), at(2, 'checked', by('a')), at(3, 'approved', by('a'))],
      ['2 3'],
    ],
  ])('%s', (_, events, hits) => expect(found(bundle, events)).toEqual(hits))

  test('of one pair alone', () => {
    const only = bundleOf({ deviation: 'same-person', nodes: ['approved', 'checked'] })
    expect(found(only, [at(1, 'reviewed', by('a')), at(2, 'reviewed', by('a'))])).toEqual([])
    expect(found(only, [at(1, 'checked', by('a')), at(2, 'approved', by('a'))])).toEqual(['1 2'])
  })
})

test('done by another role, or beyond what the flow says', () => {
  const bundle = bundleOf({ deviation: 'beyond-authority', node: 'approved' })
  const decided = (data: object) => found(bundle, [at(1, 'approved', { ...data })])
  expect(decided({ actorRole: 'manager' })).toEqual(['1'])
  expect(decided({ actorRole: 'approver' })).toEqual([])
  expect(decided({})).toEqual([])
  expect(decided({ amount: 2, authority: 1 })).toEqual(['1'])
  expect(decided({ amount: 1, authority: 1 })).toEqual([])
  expect(found(bundle, [at(1, 'declined', { actorRole: 'manager' })])).toEqual([])
})

test('an engine restored in the middle of cases goes on as if nothing had been', () => {
  for (const rule of [
    { deviation: 'wrong-order' },
    { deviation: 'missing-node', at: 'approved' },
    { deviation: 'rework', node: 'reviewed' },
    { deviation: 'same-person' },
  ]) {
    const bundle = bundleOf(rule)
    const events = ['submitted', 'reviewed', 'reviewed', 'reviewed', 'approved', 'checked', 'approved', 'paid'].map(
      (node, i) => at(i * 1_500, node, { actor: i % 2 === 0 ? 'a' : 'b', amount: 200 }),
    )
    const whole = evaluateEngine(bundle, events, 1e6)
    expect(whole.length, rule.deviation).toBeGreaterThan(0)
    for (let cut = 0; cut <= events.length; cut++) {
      let engine = createEngine(bundle)
      const hits: unknown[] = []
      for (const [i, group] of [...byMillisecond(events)].entries()) {
        if (i === cut) {
          const stored = storedOf(engine)
          engine = goOnFrom(createEngine(bundle), stored)
          expect(storedOf(engine)).toBe(stored)
        }
        hits.push(...engine.observe(group).hits)
      }
      expect(hits).toEqual(whole)
    }
  }
})
