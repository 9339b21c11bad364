import type { Bundle } from '../bundle/bundle.ts'
import type { CheckedPeerRule, CheckedRule } from '../language/checked.ts'
import { intOf } from '../language/conditions.ts'
import { type FlowQuestion, flowEnd, flowStart } from '../language/flow-graph.ts'
import { flowRule } from '../language/flow-rule.ts'
import type { SignatureName } from '../language/signatures.ts'
import type { CallNode, LiteralNode, Node } from '../language/tree.ts'

const one = (type: 'int' | 'double'): LiteralNode => ({ kind: 'literal', type, value: 1 })

/**
 * An operator's result made wrong: a bool turned over, a whole number one too large, a double of the other sign and one
 * off, since a comparison seldom turns on one more, a text another.
 */
const wrong = (node: CallNode): Node => {
  switch (node.type) {
    case 'bool':
      return { kind: 'call', type: 'bool', op: 'not', args: [node] }
    case 'int':
    case 'moment':
      return { kind: 'call', type: node.type, op: 'addInt', args: [node, one('int')] }
    case 'double': {
      const turned: Node = { kind: 'call', type: 'double', op: 'negateDouble', args: [node] }
      return { kind: 'call', type: 'double', op: 'subtractDouble', args: [turned, one('double')] }
    }
    case 'text':
      return { kind: 'literal', type: 'text', value: 'wrong' }
  }
}

export const sabotagedTree = (node: Node, op: SignatureName): Node => {
  if (node.kind !== 'call') return node
  const inner: CallNode = { ...node, args: node.args.map((arg) => sabotagedTree(arg, op)) }
  return node.op === op ? wrong(inner) : inner
}

const sabotagedRule = (rule: CheckedRule, op: SignatureName): CheckedRule => {
  const turn = <T extends Node | null>(node: T) => (node === null ? node : sabotagedTree(node, op)) as T
  const common = { where: turn(rule.where), amount: turn(rule.amount) }
  switch (rule.kind) {
    case 'match':
    case 'score':
      return { ...rule, ...common }
    case 'deadline':
      return {
        ...rule,
        ...common,
        expectWhere: turn(rule.expectWhere),
        pauseWhere: turn(rule.pauseWhere),
        resumeWhere: turn(rule.resumeWhere),
        restartWhere: turn(rule.restartWhere),
      }
    case 'peer':
      return { ...rule, ...common, of: turn(rule.of), when: turn(rule.when) }
    case 'sequence':
      return {
        ...rule,
        ...common,
        thenWhere: turn(rule.thenWhere),
        withoutWhere: turn(rule.withoutWhere),
        when: turn(rule.when),
      }
    case 'window': {
      const measures = rule.measures.map((measure) => ({
        ...measure,
        where: turn(measure.where),
        of: turn(measure.of),
      }))
      return { ...rule, ...common, measures, when: turn(rule.when) }
    }
  }
}

/** The bundle as an evaluator would understand it that has one operator wrong. */
export const sabotagedBundle = (bundle: Bundle, op: SignatureName): Bundle => ({
  ...bundle,
  rules: bundle.rules.map((rule) => sabotagedRule(rule, op)),
})

/** A flow as an evaluator would misread it: without its first inner step, what excuses, its numbers, roles and pairs. */
const misread = ({ graph, deviation }: FlowQuestion): FlowQuestion => {
  const inner = graph.edges.findIndex(([from, to]) => from !== flowStart && to !== flowEnd)
  return {
    graph: {
      ...graph,
      edges: graph.edges.filter((_, i) => i !== inner),
      skip: [],
      times: graph.times.map(({ node }) => ({ node, rows: [] })),
      rework: graph.rework.map(({ node }) => ({ node, most: intOf(99) })),
      nodes: graph.nodes.map((node) => ({ ...node, by: [] })),
      beyond: [],
    },
    deviation: deviation.kind === 'same-person' ? { kind: 'same-person', pairs: [] } : deviation,
  }
}

/** The bundle as an evaluator would understand it that misreads flows. */
export const misreadBundle = (bundle: Bundle): Bundle => ({
  ...bundle,
  rules: bundle.rules.map((rule) =>
    rule.flow
      ? { ...flowRule(rule, misread(rule.flow)), params: rule.params, shown: rule.shown, flow: rule.flow }
      : rule,
  ),
})

/** Ways to misread a peer rule, each a rule a little different. */
export const misreadPeers: Readonly<Record<string, (rule: CheckedPeerRule) => CheckedPeerRule>> = {
  'a day more': (rule) => ({ ...rule, days: rule.days + 1 }),
  'a day less': (rule) => ({ ...rule, days: rule.days - 1 }),
  'one value more': (rule) => ({ ...rule, minimum: rule.minimum + 1 }),
  'its own days for those of peers': (rule) => ({ ...rule, against: null }),
  'all as peers': (rule) => (rule.against ? { ...rule, against: [] } : rule),
  'the other comparison': (rule) => ({ ...rule, compare: rule.compare === 'z' ? 'ratio' : 'z' }),
  'the other side': (rule) => ({ ...rule, side: rule.side === 'over' ? 'below' : 'over' }),
}

/** The bundle as an evaluator would understand it that misreads peer rules in that way. */
export const misreadPeerBundle = (bundle: Bundle, how: string): Bundle => ({
  ...bundle,
  rules: bundle.rules.map((rule) => (rule.kind === 'peer' ? misreadPeers[how]!(rule) : rule)),
})

/** The bundle as an evaluator would understand it whose clocks never stop, or which starts no deadline anew. */
export const hastyBundle = (bundle: Bundle, ignoring: 'pause' | 'restart'): Bundle => ({
  ...bundle,
  rules: bundle.rules.map((rule) => (rule.kind === 'deadline' ? { ...rule, [ignoring]: [] } : rule)),
})
