import type { CheckedMeasure, CheckedRule } from './checked.ts'
import {
  allOf,
  anyOf,
  chosen,
  equal,
  excludeEachOther,
  field,
  greater,
  has,
  intOf,
  less,
  not,
  ofFirst,
  oneOf,
} from './conditions.ts'
import type { FlowGraph, FlowNode, FlowQuestion } from './flow-graph.ts'
import { followers } from './flow-paths.ts'
import type { MeasureNode, Node } from './tree.ts'

type Of<K extends CheckedRule['kind']> = Extract<CheckedRule, { kind: K }>
/** What of a rule of another kind a question to a flow comes down to. */
export type FlowParts =
  | Pick<Of<'match'>, 'kind' | 'on' | 'where'>
  | Pick<Of<'window'>, 'kind' | 'on' | 'where' | 'measures' | 'when'>
  | Pick<
      Of<'sequence'>,
      'kind' | 'on' | 'where' | 'then' | 'thenWhere' | 'withinMs' | 'without' | 'withoutWhere' | 'pair' | 'when'
    >

const nodeNamed = (graph: FlowGraph, name: string): FlowNode => graph.nodes.find((node) => node.name === name)!

const fits = ({ types, where }: Pick<FlowNode, 'types' | 'where'>): Node =>
  allOf(oneOf(field('type', 'text', true), types), where)

/** Whether an event of the flow is a visit of that node: it fits, and none before it that it could also be of. */
const visits = (graph: FlowGraph, name: string): Node => {
  const node = nodeNamed(graph, name)
  const before = graph.nodes.slice(0, graph.nodes.indexOf(node)).flatMap((earlier) => {
    const types = earlier.types.filter((type) => node.types.includes(type))
    const apart = types.length === 0 || excludeEachOther(earlier.where, node.where)
    return apart ? [] : [not(fits({ types, where: earlier.where }))]
  })
  return allOf(fits(node), ...before)
}

/** The same, with the condition of the flow. */
const isAt = (graph: FlowGraph, name: string): Node => allOf(graph.on, visits(graph, name))

const typesOf = (graph: FlowGraph, names: readonly string[]) => [
  ...new Set(names.flatMap((name) => nodeNamed(graph, name).types)),
]

const visitsOf = (graph: FlowGraph, name: string): CheckedMeasure => ({
  name,
  function: 'count',
  of: null,
  over: nodeNamed(graph, name).types,
  where: isAt(graph, name),
  withinMs: graph.withinMs,
})
const measure = (name: string): MeasureNode => ({ kind: 'measure', type: 'int', name })

/** Judged at every visit of a node, by how often others were visited. */
const counting = (graph: FlowGraph, at: string, names: readonly string[], when: Node): FlowParts => ({
  kind: 'window',
  on: nodeNamed(graph, at).types,
  where: isAt(graph, at),
  measures: names.map((name) => visitsOf(graph, name)),
  when,
})

/** A question to a flow as a rule of a kind every evaluator knows. */
export const compileFlow = ({ graph, deviation }: FlowQuestion): FlowParts => {
  switch (deviation.kind) {
    case 'missing-node': {
      const missing = deviation.nodes.map((name) => {
        const skip = graph.skip.find(({ node }) => node === name)
        return allOf(equal(measure(name), intOf(0)), skip ? not(skip.when) : null)
      })
      return counting(graph, deviation.at, deviation.nodes, anyOf(missing))
    }
    case 'rework': {
      const { most } = graph.rework.find(({ node }) => node === deviation.node)!
      return counting(graph, deviation.node, [deviation.node], greater(measure(deviation.node), most))
    }
    case 'too-few-reviews': {
      const { rows } = graph.times.find(({ node }) => node === deviation.node)!
      const few = less(measure(deviation.node), chosen(rows, intOf(0)))
      return counting(graph, deviation.at, [deviation.node], few)
    }
    case 'beyond-authority': {
      const { by } = nodeNamed(graph, deviation.node)
      const role = field('actorRole', 'text')
      const foreign = by.length > 0 ? [allOf(has(role), not(oneOf(role, by)))] : []
      const beyond = graph.beyond.filter(({ node }) => node === deviation.node).map(({ when }) => when)
      const where = allOf(isAt(graph, deviation.node), anyOf([...beyond, ...foreign]))
      return { kind: 'match', on: nodeNamed(graph, deviation.node).types, where }
    }
    case 'same-person':
      return samePerson(graph, deviation.pairs)
    case 'wrong-order':
      return wrongOrder(graph)
  }
}

/** The events of any of those nodes, as the three parts of a sequence ask for them. */
const among = (graph: FlowGraph, names: readonly string[]) => ({
  types: typesOf(graph, names),
  where: allOf(graph.on, anyOf(names.map((name) => visits(graph, name)))),
})

const samePerson = (graph: FlowGraph, pairs: readonly (readonly [string, string])[]): FlowParts => {
  const { types, where } = among(graph, [...new Set(pairs.flat())])
  const ways = pairs.flatMap(([a, b]) => [{ first: a, second: b }, ...(a === b ? [] : [{ first: b, second: a }])])
  const actor = field('actor', 'text')
  const paired = anyOf(ways.map(({ first, second }) => allOf(visits(graph, second), ofFirst(visits(graph, first)))))
  return {
    kind: 'sequence',
    on: types,
    where,
    // biome-ignore lint/suspicious/noThenProperty: named as in the rule file; nothing awaits a rule.
    then: types,
    thenWhere: where,
    withinMs: graph.withinMs,
    without: [],
    withoutWhere: null,
    pair: 'last',
    when: allOf(equal(actor, ofFirst(actor)), paired),
  }
}

/** With every event of the flow standing between, the first of a pair is the one just before. */
const wrongOrder = (graph: FlowGraph): FlowParts => {
  const names = graph.nodes.map(({ name }) => name)
  const { types } = among(graph, names)
  const fitting = anyOf(graph.nodes.map(fits))
  const where = allOf(graph.on, fitting)
  const steps = names.flatMap((to) => {
    const from = names.filter((name) => followers(graph, name).has(to))
    return from.length === 0 ? [] : [allOf(visits(graph, to), anyOf(from.map((name) => ofFirst(visits(graph, name)))))]
  })
  return {
    kind: 'sequence',
    on: types,
    where,
    // biome-ignore lint/suspicious/noThenProperty: named as in the rule file; nothing awaits a rule.
    then: types,
    thenWhere: where,
    withinMs: graph.withinMs,
    without: types,
    withoutWhere: where,
    pair: 'last',
    when: not(anyOf(steps)),
  }
}
