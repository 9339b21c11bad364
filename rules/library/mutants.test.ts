import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { CheckedPeerRule, CheckedRule } from '../language/checked.ts'
import type { FlowDeviation, FlowGraph, FlowQuestion } from '../language/flow-graph.ts'
import { flowRule } from '../language/flow-rule.ts'
import type { CallNode, LiteralNode, Node } from '../language/tree.ts'
import { runRuleTests } from '../testing/run.ts'

/** A rule that means a little less or more than the one in the file. */
interface Mutant {
  readonly change: string
  readonly rule: CheckedRule
}

const shifted: Partial<Record<CallNode['op'], CallNode['op']>> = {
  less: 'lessOrEqual',
  lessOrEqual: 'less',
  greater: 'greaterOrEqual',
  greaterOrEqual: 'greater',
}

/** Each way to change one operator: a boundary moved by one, one side of `&&` or `||` left out, a `!` taken away. */
function* changes(node: Node): Generator<{ change: string; node: Node }> {
  if (node.kind !== 'call') return
  const op = shifted[node.op]
  if (op) yield { change: `${node.op} → ${op}`, node: { ...node, op } }
  if (node.op === 'not') yield { change: 'not → nothing', node: node.args[0]! }
  if (node.op === 'and' || node.op === 'or')
    for (const [i, arg] of node.args.entries()) yield { change: `${node.op} → its side ${i + 1}`, node: arg }
  for (const [i, arg] of node.args.entries())
    for (const { change, node: changed } of changes(arg))
      yield { change, node: { ...node, args: node.args.map((one, j) => (j === i ? changed : one)) } }
}

/** Flows that differ from one in a step, a condition, a number. */
function* changedFlows({ graph, deviation }: FlowQuestion): Generator<{ change: string; graph: FlowGraph }> {
  const but = (change: string, by: Partial<FlowGraph>) => ({ change, graph: { ...graph, ...by } })
  const without = <T>(all: readonly T[], i: number) => all.filter((_, j) => j !== i)
  const replaced = <T>(all: readonly T[], i: number, by: T) => all.map((one, j) => (j === i ? by : one))
  const named = [...JSON.stringify(deviation).matchAll(/"(\w+)"/g)].map(([, word]) => word!)
  yield but('on: none', { on: null })
  yield but('within a millisecond more', { withinMs: graph.withinMs + 1 })
  for (const [i, node] of graph.nodes.entries()) {
    if (deviation.kind !== 'wrong-order' && !named.includes(node.name)) continue
    if (node.by.length > 0)
      yield but(`${node.name}: by anybody`, { nodes: replaced(graph.nodes, i, { ...node, by: [] }) })
    if (!node.where) continue
    yield but(`${node.name}: no where`, { nodes: replaced(graph.nodes, i, { ...node, where: null }) })
    for (const { change, node: where } of changes(node.where))
      yield but(`${node.name}: ${change}`, { nodes: replaced(graph.nodes, i, { ...node, where }) })
  }
  for (const [i, edge] of graph.edges.entries())
    yield but(`edge ${edge.join(' → ')}: none`, { edges: without(graph.edges, i) })
  for (const of of ['skip', 'beyond'] as const)
    for (const [i, one] of graph[of].entries()) {
      yield but(`${of} ${one.node}: none`, { [of]: without(graph[of], i) })
      for (const { change, node: when } of changes(one.when))
        yield but(`${of} ${one.node}: ${change}`, { [of]: replaced(graph[of], i, { ...one, when }) })
    }
  for (const [i, { node, most }] of graph.rework.entries())
    yield but(`rework ${node}: one more`, { rework: replaced(graph.rework, i, { node, most: oneMore(most) }) })
  for (const [i, { node, rows }] of graph.times.entries())
    for (const [j, row] of rows.entries()) {
      const to = (change: string, changed: typeof rows) =>
        but(`times ${node} ${j}: ${change}`, { times: replaced(graph.times, i, { node, rows: changed }) })
      yield to('none', without(rows, j))
      yield to('one more', replaced(rows, j, { ...row, least: oneMore(row.least) }))
      for (const { change, node: when } of row.when ? changes(row.when) : [])
        yield to(change, replaced(rows, j, { ...row, when }))
    }
}

const oneMore = (of: Node): Node => ({
  kind: 'call',
  type: 'int',
  op: 'addInt',
  args: [of, { kind: 'literal', type: 'int', value: 1 }],
})

/** The bound a tenth lower or higher. */
const boundOf = (rule: CheckedPeerRule, tenths: number): LiteralNode => {
  const { bound } = rule
  const value = Number(bound.kind === 'param' ? rule.params[bound.name]!.default : bound.value)
  return { kind: 'literal', type: 'double', value: (value * (10 + tenths)) / 10 }
}

/** Questions to a flow that differ in what they look for. */
function* changedDeviations(deviation: FlowDeviation): Generator<{ change: string; deviation: FlowDeviation }> {
  if (deviation.kind === 'missing-node' && deviation.nodes.length > 1)
    for (const node of deviation.nodes)
      yield {
        change: `without ${node}`,
        deviation: { ...deviation, nodes: deviation.nodes.filter((one) => one !== node) },
      }
  if (deviation.kind === 'same-person')
    for (const pair of deviation.pairs)
      yield {
        change: `without ${pair.join(' and ')}`,
        deviation: { ...deviation, pairs: deviation.pairs.filter((one) => one !== pair) },
      }
}

/** What of a rule decides; a change of its flow that leaves it alone is no mutant. */
const decidesBy = ({ flow, shown, cost, ...rule }: CheckedRule) => JSON.stringify(rule)

function* mutantsOfFlow(rule: CheckedRule, question: FlowQuestion): Generator<Mutant> {
  for (const { change, graph } of changedFlows(question)) {
    const mutant = flowRule(rule, { ...question, graph })
    if (decidesBy(mutant) !== decidesBy(rule)) yield { change, rule: mutant }
  }
  for (const { change, deviation } of changedDeviations(question.deviation))
    yield { change, rule: flowRule(rule, { ...question, deviation }) }
}

function* mutantsOf(rule: CheckedRule): Generator<Mutant> {
  if (rule.flow) {
    yield* mutantsOfFlow(rule, rule.flow)
    return
  }
  if (rule.where)
    for (const { change, node } of changes(rule.where))
      yield { change: `where: ${change}`, rule: { ...rule, where: node } }
  for (const [i, field] of rule.key.entries())
    if (rule.key.length > 1)
      yield { change: `key without ${field.name}`, rule: { ...rule, key: rule.key.filter((_, j) => j !== i) } }
  if (rule.kind === 'deadline' && rule.expectWhere) {
    yield { change: 'expectWhere: none', rule: { ...rule, expectWhere: null } }
    for (const { change, node } of changes(rule.expectWhere))
      yield { change: `expectWhere: ${change}`, rule: { ...rule, expectWhere: node } }
  }
  if (rule.kind === 'deadline') {
    for (const part of ['pause', 'restart'] as const)
      if (rule[part].length > 0) yield { change: `${part}: none`, rule: { ...rule, [part]: [] } }
    for (const part of ['pauseWhere', 'resumeWhere', 'restartWhere'] as const)
      if (rule[part]) {
        yield { change: `${part}: none`, rule: { ...rule, [part]: null } }
        for (const { change, node } of changes(rule[part]))
          yield { change: `${part}: ${change}`, rule: { ...rule, [part]: node } }
      }
  }
  if (rule.kind === 'sequence') {
    for (const part of ['thenWhere', 'withoutWhere', 'when'] as const)
      for (const { change, node } of rule[part] ? changes(rule[part]) : [])
        yield { change: `${part}: ${change}`, rule: { ...rule, [part]: node } }
    yield { change: 'within a millisecond more', rule: { ...rule, withinMs: rule.withinMs + 1 } }
    if (rule.where) yield { change: 'where: none', rule: { ...rule, where: null } }
    if (rule.without.length > 0) yield { change: 'without: none', rule: { ...rule, without: [] } }
    if (rule.when) yield { change: 'when: none', rule: { ...rule, when: null } }
  }
  if (rule.kind === 'peer') {
    if (rule.where) yield { change: 'where: none', rule: { ...rule, where: null } }
    if (rule.when) yield { change: 'when: none', rule: { ...rule, when: null } }
    for (const { change, node } of rule.when ? changes(rule.when) : [])
      yield { change: `when: ${change}`, rule: { ...rule, when: node } }
    for (const by of [-1, 1]) yield { change: `days ${by}`, rule: { ...rule, days: rule.days + by } }
    for (const by of [-1, 1]) yield { change: `minimum ${by}`, rule: { ...rule, minimum: rule.minimum + by } }
    for (const by of [-1, 1]) yield { change: `bound ${by}`, rule: { ...rule, bound: boundOf(rule, by) } }
    if (rule.against) yield { change: 'against its own days', rule: { ...rule, against: null } }
    if (rule.function === 'distinct') yield { change: 'count', rule: { ...rule, function: 'count' } }
  }
  if (rule.kind === 'score') {
    yield { change: 'within a millisecond more', rule: { ...rule, withinMs: rule.withinMs + 1 } }
    for (const { ruleId } of rule.of)
      yield { change: `without ${ruleId}`, rule: { ...rule, of: rule.of.filter((one) => one.ruleId !== ruleId) } }
    for (const [i, { from }] of rule.bands.entries()) {
      const bands = rule.bands.map((band, j) => (j === i ? { ...band, from: from + 1 } : band))
      yield { change: `band ${i + 1} a point higher`, rule: { ...rule, bands } }
    }
  }
  if (rule.kind !== 'window') return
  for (const { change, node } of changes(rule.when)) yield { change: `when: ${change}`, rule: { ...rule, when: node } }
  for (const [i, measure] of rule.measures.entries()) {
    const replaced = (by: Partial<typeof measure>) => ({
      ...rule,
      measures: rule.measures.map((one, j) => (j === i ? { ...one, ...by } : one)),
    })
    yield { change: `${measure.name}: within a millisecond more`, rule: replaced({ withinMs: measure.withinMs + 1 }) }
    if (!measure.where) continue
    yield { change: `${measure.name}: no where`, rule: replaced({ where: null }) }
    for (const { change, node } of changes(measure.where))
      yield { change: `${measure.name}: ${change}`, rule: replaced({ where: node }) }
  }
}

/** Mutants that mean the same as the rule. */
const equivalent: Readonly<Record<string, readonly string[]>> = {
  // A limit left as it is adds nothing to a sum of raises.
  'limit.approver-burst': ['raised: greater → greaterOrEqual'],
  'limit.cards-raised-together': ['raised: greater → greaterOrEqual'],
  'limit.split-below-authority': ['total: greater → greaterOrEqual'],
  // A decision that sends nothing back would start the time anew and, being what is expected, end it at once.
  'timeliness.decision-three-days': ['restartWhere: none'],
}

const room = join(import.meta.dirname, '..')
const files = ['library', 'flows', 'logs'].flatMap((folder) =>
  readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(room, folder, name), 'utf8') })),
)
const { bundle } = makeBundle({ files })

describe('a rule’s own tests notice when its meaning shifts', () => {
  test.each(bundle.rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    const mutants = [...mutantsOf(rule)].filter(({ change }) => !equivalent[rule.id]?.includes(change))
    const unnoticed = mutants.filter((mutant) =>
      runRuleTests(mutant.rule, bundle, { engine: evaluateEngine }).every(({ passed }) => passed),
    )
    expect(unnoticed.map(({ change }) => change).join('\n')).toBe('')
  })
})
