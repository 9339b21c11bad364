import type { Event, Value } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareEvents } from '../hits/order.ts'
import type { FlowGraph, FlowNode, FlowQuestion } from '../language/flow-graph.ts'
import type { Node } from '../language/tree.ts'

/** What the reference lends: the value of an expression at an event, and a hit. */
export interface Lent {
  readonly value: (node: Node, event: Event) => Value
  readonly hit: (found: {
    trigger: Event
    evidence: readonly Event[]
    counts: ReadonlyMap<string, number>
    first: Event | null
  }) => Hit
}

interface Visit {
  readonly node: string
  readonly event: Event
}

/** Walks each case along the graph, node by node. `cases`: the events of each key, in order. */
export const flowHits = ({ graph, deviation }: FlowQuestion, cases: Iterable<readonly Event[]>, lent: Lent): Hit[] => {
  const holds = (node: Node | null, event: Event) => node === null || lent.value(node, event) === true
  const isAt = (node: FlowNode, event: Event) =>
    (node.types as readonly string[]).includes(event.type) && holds(node.where, event)
  const nodeOf = (event: Event) =>
    holds(graph.on, event) ? (graph.nodes.find((node) => isAt(node, event))?.name ?? null) : null

  const hits: Hit[] = []
  for (const events of cases) {
    const visits = events.flatMap((event): Visit[] => {
      const node = nodeOf(event)
      return node === null ? [] : [{ node, event }]
    })
    for (const visit of visits) {
      const { event } = visit
      const recent = visits.filter((other) => other.event.time > event.time - graph.withinMs)
      const sofar = recent.filter((other) => other.event.time <= event.time)
      const before = recent.filter((other) => compareEvents(other.event, event) < 0)
      const timesOf = (node: string) => sofar.filter((other) => other.node === node).length
      const counted = (nodes: readonly string[]) =>
        lent.hit({
          trigger: event,
          evidence: [...new Set([event, ...sofar.filter((one) => nodes.includes(one.node)).map((one) => one.event)])],
          counts: new Map(nodes.map((node) => [node, timesOf(node)])),
          first: null,
        })
      const paired = (first: Visit) =>
        lent.hit({ trigger: event, evidence: [first.event, event], counts: new Map(), first: first.event })

      switch (deviation.kind) {
        case 'missing-node': {
          if (visit.node !== deviation.at) break
          const excused = (node: string) => graph.skip.some((one) => one.node === node && holds(one.when, event))
          if (deviation.nodes.some((node) => timesOf(node) === 0 && !excused(node))) hits.push(counted(deviation.nodes))
          break
        }
        case 'rework': {
          if (visit.node !== deviation.node) break
          const most = lent.value(graph.rework.find(({ node }) => node === visit.node)!.most, event)
          if (most !== null && timesOf(visit.node) > (most as number)) hits.push(counted([visit.node]))
          break
        }
        case 'too-few-reviews': {
          if (visit.node !== deviation.at) break
          const { rows } = graph.times.find(({ node }) => node === deviation.node)!
          const row = rows.find(({ when }) => holds(when, event))
          const least = row ? lent.value(row.least, event) : 0
          if (least !== null && timesOf(deviation.node) < (least as number)) hits.push(counted([deviation.node]))
          break
        }
        case 'beyond-authority': {
          if (visit.node !== deviation.node) break
          const { by } = graph.nodes.find(({ name }) => name === visit.node)!
          const role = event.data.actorRole ?? null
          const isForeign = by.length > 0 && role !== null && !by.includes(role as string)
          const isBeyond = graph.beyond.some(({ node, when }) => node === visit.node && holds(when, event))
          if (isForeign || isBeyond)
            hits.push(lent.hit({ trigger: event, evidence: [event], counts: new Map(), first: null }))
          break
        }
        case 'same-person': {
          const actor = event.data.actor ?? null
          const first = before.findLast(
            (other) =>
              actor !== null &&
              other.event.data.actor === actor &&
              deviation.pairs.some(
                ([a, b]) => (a === other.node && b === visit.node) || (b === other.node && a === visit.node),
              ),
          )
          if (first) hits.push(paired(first))
          break
        }
        case 'wrong-order': {
          const last = before.at(-1)
          if (last && !mayFollow(graph, last.node, visit.node)) hits.push(paired(last))
        }
      }
    }
  }
  return hits
}

/** Whether a step leads from one node to the other, or to a node that may be skipped and from which it may follow. */
const mayFollow = (graph: FlowGraph, from: string, to: string, over: readonly string[] = []): boolean =>
  graph.edges.some(
    ([a, b]) =>
      a === from &&
      (b === to ||
        (graph.skip.some(({ node }) => node === b) && !over.includes(b) && mayFollow(graph, b, to, [...over, b]))),
  )
