import { eventTypeNamed } from '../events/catalogue.ts'
import type { EventType } from '../events/type.ts'
import type { CheckedMeasure, CheckedRule } from './checked.ts'
import { costOf, costOfLookUp } from './cost.ts'
import { paramsIn } from './flow.ts'
import { compileFlow, type FlowParts } from './flow-compile.ts'
import type { FlowDeviation, FlowGraph, FlowQuestion } from './flow-graph.ts'
import { passedBefore } from './flow-paths.ts'
import { suggestion } from './nearest.ts'
import type { FlowRule } from './rule.ts'
import { shownIn } from './shown.ts'
import type { Tell } from './tell.ts'
import type { Node } from './tree.ts'

type Asked = 'node' | 'nodes' | 'at'
const needed: Record<FlowDeviation['kind'], { needs: readonly Asked[]; may: readonly Asked[] }> = {
  'missing-node': { needs: ['at'], may: ['node'] },
  'wrong-order': { needs: [], may: [] },
  rework: { needs: ['node'], may: [] },
  'too-few-reviews': { needs: ['node', 'at'], may: [] },
  'same-person': { needs: [], may: ['nodes'] },
  'beyond-authority': { needs: ['node'], may: [] },
}

/** What a rule asks of which flow; null after having told what does not fit. */
export const checkFlowRule = (rule: FlowRule, flows: readonly FlowGraph[], tell: Tell): FlowQuestion | null => {
  const graph = flows.find(({ name }) => name === rule.flow)
  if (!graph) {
    const near = suggestion(
      rule.flow,
      flows.map(({ name }) => name),
    )
    tell(['flow'], 'unknown-flow', `there is no flow "${rule.flow}"${near}`)
    return null
  }
  let sound = true
  const wrong = (place: Parameters<Tell>[0], code: string, message: string): null => {
    sound = false
    tell(place, code, message)
    return null
  }
  const { needs, may } = needed[rule.deviation]
  for (const name of ['node', 'nodes', 'at'] as const) {
    if (needs.includes(name) && rule[name] === undefined)
      wrong([], 'shape', `"${name}" is missing: ${rule.deviation} asks of one`)
    if (rule[name] !== undefined && !needs.includes(name) && !may.includes(name))
      wrong([name], 'shape', `${rule.deviation} asks of no "${name}"`)
  }
  const known = graph.nodes.map(({ name }) => name)
  for (const name of ['node', 'at'] as const)
    if (rule[name] !== undefined && !known.includes(rule[name]))
      wrong([name], 'unknown-node', `${graph.name} has no node "${rule[name]}"${suggestion(rule[name], known)}`)
  const deviation = sound ? deviationOf(rule, graph, wrong) : null
  return deviation && { graph, deviation }
}

const deviationOf = (
  { deviation, node, nodes, at }: FlowRule,
  graph: FlowGraph,
  wrong: (...told: Parameters<Tell>) => null,
): FlowDeviation | null => {
  const has = (part: readonly { readonly node: string }[]) => part.some((one) => one.node === node)
  switch (deviation) {
    case 'missing-node': {
      const before = passedBefore(
        graph.nodes.map(({ name }) => name),
        graph.edges,
      ).get(at!)!
      if (before.length === 0) return wrong(['at'], 'flow', `no node must come before "${at}"`)
      if (node === undefined) return { kind: deviation, at: at!, nodes: before }
      return before.includes(node)
        ? { kind: deviation, at: at!, nodes: [node] }
        : wrong(['node'], 'flow', `the flow has a way to "${at}" that does not pass "${node}"`)
    }
    case 'wrong-order':
      return { kind: deviation }
    case 'rework':
      return has(graph.rework)
        ? { kind: deviation, node: node! }
        : wrong(['node'], 'flow', `"rework" of ${graph.name} has no bound for "${node}"`)
    case 'too-few-reviews':
      return has(graph.times)
        ? { kind: deviation, node: node!, at: at! }
        : wrong(['node'], 'flow', `"times" of ${graph.name} asks for no visits of "${node}"`)
    case 'same-person': {
      const pairs = graph.different.filter(
        ([a, b]) => nodes === undefined || (nodes[0] === a && nodes[1] === b) || (nodes[0] === b && nodes[1] === a),
      )
      return pairs.length > 0
        ? { kind: deviation, pairs }
        : wrong(['nodes'], 'flow', `"different" of ${graph.name} has no such pair`)
    }
    case 'beyond-authority': {
      const decides = has(graph.beyond) || graph.nodes.some(({ name, by }) => name === node && by.length > 0)
      return decides
        ? { kind: deviation, node: node! }
        : wrong(['node'], 'flow', `${graph.name} says neither by whom "${node}" is done nor what is beyond them`)
    }
  }
}

/** Types of the events that hit. */
export const flowTypes = (question: FlowQuestion): EventType[] => {
  const parts = compileFlow(question)
  return (parts.kind === 'sequence' ? parts.then : parts.on).map((name) => eventTypeNamed(name)!)
}

type Common = Omit<Extract<CheckedRule, { kind: 'match' }>, 'kind'>

/** A rule that asks this of a flow, as the rule of another kind that it comes down to. */
export const flowRule = (common: Common, question: FlowQuestion): CheckedRule => {
  const parts = compileFlow(question)
  const { where } = parts
  const expressions = expressionsOf(parts)
  const used = paramsIn(expressions)
  const params = Object.fromEntries(Object.entries(question.graph.params).filter(([name]) => used.has(name)))
  const shown =
    parts.kind === 'sequence'
      ? shownIn([parts.thenWhere, parts.when, common.amount], where)
      : shownIn([where, parts.kind === 'window' ? parts.when : null, common.amount])
  const lookUps = parts.kind === 'sequence' ? costOfLookUp : 0
  const costs = [common.amount, ...expressions].reduce((sum, node) => sum + costOf(node), lookUps)
  const measured = measuresOf(parts).length * costOfLookUp
  return { ...common, ...parts, flow: question, key: question.graph.key, params, shown, cost: costs + measured }
}

const measuresOf = (parts: FlowParts): readonly CheckedMeasure[] => (parts.kind === 'window' ? parts.measures : [])

const expressionsOf = (parts: FlowParts): (Node | null)[] => [
  parts.where,
  ...(parts.kind === 'window' ? [parts.when, ...parts.measures.map(({ where }) => where)] : []),
  ...(parts.kind === 'sequence' ? [parts.thenWhere, parts.withoutWhere, parts.when] : []),
]
