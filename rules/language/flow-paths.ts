import { type FlowGraph, flowStart } from './flow-graph.ts'

type Steps = Pick<FlowGraph, 'edges' | 'skip'>

const after = (edges: FlowGraph['edges'], from: string): string[] => edges.flatMap(([a, b]) => (a === from ? [b] : []))

/** Every node that may follow one: at once, or past nodes that may be skipped. */
export const followers = ({ edges, skip }: Steps, from: string): Set<string> => {
  const passed = new Set(skip.map(({ node }) => node))
  const found = new Set<string>()
  const waiting = after(edges, from)
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (found.has(node)) continue
    found.add(node)
    if (passed.has(node)) waiting.push(...after(edges, node))
  }
  return found
}

/**
 * For each node the others that every way from the start to it passes, in the order of `nodes`: what dominates it in the
 * sense of Prosser (1959), by sets that shrink until they rest.
 */
export const passedBefore = (nodes: readonly string[], edges: FlowGraph['edges']): Map<string, readonly string[]> => {
  const over = new Map<string, Set<string>>([[flowStart, new Set()]])
  for (const node of nodes) over.set(node, new Set(nodes))
  for (let changed = true; changed; ) {
    changed = false
    for (const node of nodes) {
      const before = edges.flatMap(([a, b]) => (b === node ? [over.get(a)!] : []))
      const common = nodes.filter((one) => one === node || (before.length > 0 && before.every((set) => set.has(one))))
      if (common.length === over.get(node)!.size) continue
      over.set(node, new Set(common))
      changed = true
    }
  }
  return new Map(nodes.map((node) => [node, nodes.filter((one) => one !== node && over.get(node)!.has(one))]))
}

/** Nodes that some way leads to from there, following the steps or, backwards, against them. */
export const reachable = (edges: FlowGraph['edges'], from: string, backwards?: 'backwards'): Set<string> => {
  const steps = backwards ? edges.map(([a, b]): [string, string] => [b, a]) : edges
  const found = new Set([from])
  for (const node of found) for (const next of after(steps, node)) found.add(next)
  return found
}
