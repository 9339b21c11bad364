import type { CheckedRule } from './checked.ts'
import { type FlowDeviation, type FlowGraph, flowEnd } from './flow-graph.ts'
import { passedBefore } from './flow-paths.ts'
import { flowRule } from './flow-rule.ts'
import type { Words } from './rule.ts'

/** Words of what a flow finds by itself: enough to read a log by, where no rule has better ones. */
const titles: Record<FlowDeviation['kind'], Words> = {
  'missing-node': { zh: '缺少必经环节', en: 'a step is missing' },
  'wrong-order': { zh: '环节次序不符', en: 'a step out of order' },
  rework: { zh: '环节反复办理', en: 'a step done too often' },
  'too-few-reviews': { zh: '办理次数不足', en: 'a step done too rarely' },
  'same-person': { zh: '不相容环节同一人', en: 'one person at two steps' },
  'beyond-authority': { zh: '无权办理', en: 'done without authority' },
}
const check: Words = { zh: '对照流程查看案件经过的环节。', en: 'Compare the steps of the case with the flow.' }
const rectify: Words = { zh: '按流程补齐或更正。', en: 'Complete or correct it by the flow.' }

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

interface Asked {
  readonly id: string
  readonly of: readonly string[]
  readonly deviation: FlowDeviation
}
const asked = (deviation: FlowDeviation, ...of: string[]): Asked => ({
  id: [deviation.kind, ...of.map(kebab)].join('-'),
  of,
  deviation,
})

/** Every question of a kind, asked at the nodes from which cases end. */
const questions = (graph: FlowGraph, kind: FlowDeviation['kind']): Asked[] => {
  const before = passedBefore(
    graph.nodes.map(({ name }) => name),
    graph.edges,
  )
  const last = graph.edges.flatMap(([from, to]) => (to === flowEnd && before.has(from) ? [from] : []))
  switch (kind) {
    case 'wrong-order':
      return [asked({ kind })]
    case 'missing-node':
      return last
        .filter((at) => before.get(at)!.length > 0)
        .map((at) => asked({ kind, at, nodes: before.get(at)! }, at))
    case 'rework':
      return graph.rework.map(({ node }) => asked({ kind, node }, node))
    case 'too-few-reviews':
      return graph.times.flatMap(({ node }) => last.map((at) => asked({ kind, node, at }, node, at)))
    case 'same-person':
      return graph.different.length > 0 ? [asked({ kind, pairs: graph.different })] : []
    case 'beyond-authority':
      return graph.nodes
        .filter(({ name, by }) => by.length > 0 || graph.beyond.some(({ node }) => node === name))
        .map(({ name: node }) => asked({ kind, node }, node))
  }
}

/**
 * The rules a flow brings itself, for a log nobody has written rules for: a map and a flow suffice. Their ids are
 * `<flow>.<deviation>-<nodes>`; they are recorded and open nothing.
 */
export const ownRules = (graph: FlowGraph, path: string, calendar: string): CheckedRule[] =>
  graph.finds
    .flatMap((kind) => questions(graph, kind))
    .map(({ id, of, deviation }) => {
      const named = (language: keyof Words) => {
        const nodes = of.map((name) => graph.nodes.find((node) => node.name === name)![language])
        return language === 'zh'
          ? `${titles[deviation.kind].zh}${nodes.length > 0 ? `：${nodes.join('、')}` : ''}`
          : `${titles[deviation.kind].en}${nodes.length > 0 ? `: ${nodes.join(', ')}` : ''}`
      }
      const words: Words = { zh: named('zh'), en: named('en') }
      return flowRule(
        {
          id: `${graph.name}.${id}`,
          version: 1,
          stage: 'issuance',
          risk: words,
          covers: null,
          severity: 'low',
          opens: 'record',
          title: words,
          explanation: { zh: `${graph.zh}：${words.zh}。`, en: `${graph.en}: ${words.en}.` },
          class: 'operational',
          owner: graph.name,
          expectedRate: null,
          basis: 'bank policy',
          check,
          rectify,
          group: graph.name,
          calendar,
          params: {},
          on: [],
          where: null,
          key: graph.key,
          amount: null,
          shown: [],
          base: { type: graph.nodes[0]!.types[0]!, data: {} },
          tests: [],
          path,
          cost: 0,
        },
        { graph, deviation },
      )
    })
