import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import { renderProblem } from '../language/problem.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { sampleEvent, sampleFile } from '../testing/sample.ts'
import { followers, passedBefore } from './flow-paths.ts'

const words = { zh: '环节', en: 'Step' }
const flow = {
  name: 'sample-flow',
  ...words,
  within: '30d',
  nodes: {
    submitted: { ...words, on: 'application.submitted' },
    reviewed: { ...words, on: 'review.completed', where: "opinion == 'agree'" },
    approved: { ...words, on: 'approval.decided' },
  },
  edges: [
    ['start', 'submitted'],
    ['submitted', 'reviewed'],
    ['submitted', 'approved'],
    ['reviewed', 'approved'],
    ['approved', 'end'],
  ],
}
const textOf = (more: object = {}) =>
  `kind: flow-graph\n${stringify({ ...flow, ...more }, { aliasDuplicateObjects: false, lineWidth: 0 })}`
const asking = (more: object = {}) =>
  sampleFile({ kind: 'flow', on: undefined, flow: 'sample-flow', deviation: 'wrong-order', ...more })

const loaded = (changed: object, rule: object = {}) => {
  const files = [{ path: 'flow.yaml', text: textOf(changed) }, asking(rule)]
  const made = makeBundle({ files })
  return {
    ...made,
    shown: made.problems.map((one) => renderProblem(one, files.find(({ path }) => path === one.path)!.text)),
  }
}

test('a flow is part of the bundle and of its hash, if a rule asks for it', () => {
  const { bundle, problems } = loaded({})
  expect(problems).toEqual([])
  expect(bundle.flows.map(({ name }) => name)).toEqual(['sample-flow'])
  expect(bundle.rules[0]).toMatchObject({ kind: 'sequence', flow: { deviation: { kind: 'wrong-order' } } })
  const other = loaded({ edges: flow.edges.filter(([a]) => a !== 'reviewed').concat([['reviewed', 'end']]) })
  expect(other.problems).toEqual([])
  expect(other.bundle.hash).not.toBe(bundle.hash)
  const plain = [sampleFile({ kind: 'match', where: "decision == 'approved'" })]
  const without = makeBundle({ files: plain }).bundle
  const beside = makeBundle({ files: [...plain, { path: 'flow.yaml', text: textOf() }] }).bundle
  expect([beside.hash, beside.flows]).toEqual([without.hash, []])
})

test('a flow alone finds what it names, and a rule file may not take its place', () => {
  const more = {
    finds: ['wrong-order', 'missing-node', 'rework', 'too-few-reviews', 'same-person', 'beyond-authority'],
  }
  const bounds = {
    rework: { reviewed: 1 },
    times: { reviewed: [{ least: 1 }] },
    different: [['reviewed', 'approved']],
    beyond: { approved: 'amount > authority' },
  }
  const files = [{ path: 'flow.yaml', text: textOf({ ...more, ...bounds }) }]
  const { bundle, problems } = makeBundle({ files })
  expect(problems).toEqual([])
  expect(bundle.rules.map(({ id, kind, title }) => [id.replace('sample-flow.', ''), kind, title.en])).toEqual([
    ['beyond-authority-approved', 'match', 'done without authority: Step'],
    ['missing-node-approved', 'window', 'a step is missing: Step'],
    ['rework-reviewed', 'window', 'a step done too often: Step'],
    ['same-person', 'sequence', 'one person at two steps'],
    ['too-few-reviews-reviewed-approved', 'window', 'a step done too rarely: Step, Step'],
    ['wrong-order', 'sequence', 'a step out of order'],
  ])
  const events = [sampleEvent('1', 1, {}), sampleEvent('2', 2, {}, { type: 'application.submitted' })]
  const hits = evaluateEngine(bundle, events, 9)
  expect(hits).toEqual(evaluateReference(bundle, events, 9))
  expect(hits.map(({ ruleId, triggerId }) => `${ruleId} ${triggerId}`)).toEqual([
    'sample-flow.missing-node-approved test#1',
    'sample-flow.too-few-reviews-reviewed-approved test#1',
    'sample-flow.wrong-order test#2',
  ])
  const twice = makeBundle({ files: [...files, asking({ id: 'sample-flow.wrong-order' })] })
  expect(twice.problems.map(({ code }) => code)).toEqual(['repeated'])
})

const { submitted, reviewed, approved } = flow.nodes
const nodes = (more: object) => ({ nodes: { ...flow.nodes, ...more } })
describe('what a flow file may not say', () => {
  test.each<[string, object, string, RegExp]>([
    ['no such field', { nods: {} }, 'shape', /"nods"/],
    ['nothing of its nodes', { nodes: undefined }, 'shape', /"nodes" is missing/],
    ['a node called as a field', nodes({ amount: submitted }), 'name', /an event already has a field/],
    ['a node called as an end', nodes({ start: submitted }), 'name', /no node/],
    [
      'a type that is none',
      nodes({ approved: { ...approved, on: 'approval.decidet' } }),
      'unknown-type',
      /approval\.decided/,
    ],
    [
      'a field no event of it has',
      nodes({ reviewed: { ...reviewed, where: 'limitAfter > 1' } }),
      'foreign-field',
      /limitAfter/,
    ],
    [
      'a parameter to tell events apart',
      { params: { x: { default: true } }, on: 'param.x' },
      'unknown-name',
      /no parameter "x"/,
    ],
    ['a step to nowhere', { edges: [...flow.edges, ['approved', 'paid']] }, 'unknown-node', /no node "paid"/],
    ['a step twice', { edges: [...flow.edges, ['reviewed', 'approved']] }, 'repeated', /stands here twice/],
    [
      'a node nothing leads to',
      { edges: flow.edges.filter(([, b]) => b !== 'reviewed') },
      'apart',
      /from the start to "reviewed"/,
    ],
    [
      'a node without a way out',
      { edges: flow.edges.filter(([a]) => a !== 'reviewed') },
      'apart',
      /from "reviewed" to the end/,
    ],
    ['a node that gets no event', nodes({ again: { ...submitted } }), 'unreached', /"submitted" stands before it/],
    ['an excuse for nothing', { skip: { reviwed: 'true' } }, 'unknown-node', /reviewed/],
    ['an excuse that is no condition', { skip: { reviewed: 'amount' } }, 'type', /bool/],
    [
      'rows after the last',
      { times: { reviewed: [{ least: 1 }, { when: 'amount > 1', least: 2 }] } },
      'unreached',
      /never do/,
    ],
    ['a number that is none', { rework: { reviewed: "'two'" } }, 'type', /int/],
    ['working time', { within: '3wd' }, 'duration', /wall-clock/],
    ['more than is remembered', { within: '401d' }, 'duration', /400d/],
    ['a parameter for nothing', { params: { x: { default: 1 } } }, 'unused', /"x"/],
    ['a key not all events have', { key: ['amount'] }, 'foreign-field', /review\.completed/],
  ])('%s', (_, changed, code, message) => {
    const { problems, shown } = loaded(changed)
    const own = problems.filter(({ path }) => path === 'flow.yaml')
    expect(own.map((one) => one.code)).toContain(code)
    expect(shown.join('\n')).toMatch(message)
    expect(shown[0]).toMatch(/flow\.yaml:\d+:\d+/)
    expect(shown[0]).toContain('^')
    expect(problems.some((one) => one.code === 'unknown-flow')).toBe(true)
  })

  test('its name twice', () => {
    const files = ['a.yaml', 'b.yaml'].map((path) => ({ path, text: textOf() }))
    expect(makeBundle({ files }).problems.map(({ code, path }) => [code, path])).toEqual([['repeated', 'b.yaml']])
  })
})

describe('what a rule may not ask of a flow', () => {
  const bounds = { rework: { reviewed: 1 }, times: { reviewed: [{ least: 1 }] }, different: [['reviewed', 'approved']] }
  test.each<[string, object, string, RegExp]>([
    ['of one that is not there', { flow: 'sample-flaw' }, 'unknown-flow', /sample-flow/],
    ['a deviation that is none', { deviation: 'too-slow' }, 'shape', /missing-node/],
    ['where it is judged, unsaid', { deviation: 'missing-node' }, 'shape', /"at" is missing/],
    ['a node where none is asked of', { node: 'reviewed' }, 'shape', /asks of no "node"/],
    ['a node the flow has not', { deviation: 'rework', node: 'reviwed' }, 'unknown-node', /reviewed/],
    [
      'a node there is a way around',
      { deviation: 'missing-node', at: 'approved', node: 'reviewed' },
      'flow',
      /a way to "approved"/,
    ],
    ['what comes before the first', { deviation: 'missing-node', at: 'submitted' }, 'flow', /no node must come before/],
    ['a bound that is not set', { deviation: 'rework', node: 'approved' }, 'flow', /no bound for "approved"/],
    ['times that are not set', { deviation: 'too-few-reviews', node: 'approved', at: 'approved' }, 'flow', /"times"/],
    ['a pair that is none', { deviation: 'same-person', nodes: ['submitted', 'approved'] }, 'flow', /no such pair/],
    ['whose authority, unsaid', { deviation: 'beyond-authority', node: 'approved' }, 'flow', /neither by whom/],
    ['events of its own', { on: 'approval.decided' }, 'shape', /"on"/],
  ])('%s', (_, rule, code, message) => {
    const { problems, shown } = loaded(bounds, rule)
    expect(problems.map((one) => one.code)).toEqual([code])
    expect(shown[0]).toMatch(message)
    expect(shown[0]).toContain('^')
  })
})

describe('ways', () => {
  const edges: [string, string][] = [
    ['start', 'a'],
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'd'],
    ['c', 'd'],
    ['d', 'a'],
    ['d', 'e'],
    ['e', 'end'],
  ]
  test('what every way passes', () => {
    const before = passedBefore(['a', 'b', 'c', 'd', 'e'], edges)
    expect(Object.fromEntries(before)).toEqual({ a: [], b: ['a'], c: ['a'], d: ['a'], e: ['a', 'd'] })
  })
  test('what may follow, past what may be skipped', () => {
    const skip = ['b', 'd'].map((node) => ({ node, when: { kind: 'literal', type: 'bool', value: true } as const }))
    expect([...followers({ edges, skip: [] }, 'a')].sort()).toEqual(['b', 'c'])
    expect([...followers({ edges, skip }, 'a')].sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
