import { compareText } from '../hits/order.ts'
import { intOf } from './conditions.ts'
import { maxWindowMs, parseWall } from './duration.ts'
import { checkKey, namesOf, typesOf } from './event-types.ts'
import { readExpression } from './expression.ts'
import { listsIn } from './expressions.ts'
import { type FlowFile, flowFile } from './flow-file.ts'
import { type FlowGraph, type FlowNode, flowEnd, flowStart } from './flow-graph.ts'
import { reachable } from './flow-paths.ts'
import type { CheckedList } from './list.ts'
import type { RuleFile } from './load.ts'
import { suggestion } from './nearest.ts'
import { checkParameters } from './parameters.ts'
import type { Problem } from './problem.ts'
import { fieldNamed, type Scope } from './scope.ts'
import { type Place, readSource } from './source.ts'
import type { Tell } from './tell.ts'
import { type Node, nodesOf, type ValueType } from './tree.ts'

/** Loads one flow file: shape, conditions, and that the steps make one whole. A flow with any problem is null. */
export const loadFlow = (
  file: RuleFile,
  lists: readonly CheckedList[],
): { flow: FlowGraph | null; problems: Problem[] } => {
  const { source, problems } = readSource(file.path, file.text)
  if (!source) return { flow: null, problems }
  const tell: Tell = (place, code, message) => {
    problems.push(source.problemAt(place, code, message))
  }
  const written = flowFile(source, tell)
  if (!written) return { flow: null, problems }

  const read = (place: Place, text: string | undefined, scope: Scope, wanted: readonly ValueType[]): Node | null => {
    if (text === undefined) return null
    const { node, complaints } = readExpression(text, { ...scope, lists }, wanted)
    for (const { range, code, message } of complaints)
      problems.push(source.problemWithin(place, range.start, range.end, code, message))
    return node
  }
  /** What tells events apart is asked of the first event of a pair too, on another day and perhaps at another unit. */
  const readOfEvent = (place: Place, text: string | undefined, scope: Scope): Node | null => {
    const node = read(place, text, { ...scope, params: {} }, ['bool'])
    if (node && listsIn([node]).size > 0) tell(place, 'list', 'a list cannot tell which node an event is of')
    return node
  }
  const flow = checkFlow(written, tell, read, readOfEvent)
  return { flow: problems.length > 0 ? null : flow, problems }
}

type ReadIn = (place: Place, text: string | undefined, scope: Scope, wanted: readonly ValueType[]) => Node | null
type ReadOfEvent = (place: Place, text: string | undefined, scope: Scope) => Node | null

const checkFlow = (written: FlowFile, tell: Tell, read: ReadIn, readOfEvent: ReadOfEvent): FlowGraph => {
  const params = checkParameters(written.params ?? {}, tell)
  const typesOfNode = new Map(
    Object.entries(written.nodes).map(([name, { on }]) => [name, typesOf(on, ['nodes', name, 'on'], tell)]),
  )
  const all = [...new Set([...typesOfNode.values()].flat())]
  const scopeOf = (name: string): Scope => ({ types: typesOfNode.get(name) ?? all, params, measures: {} })

  const nodes = Object.entries(written.nodes).map(([name, node]): FlowNode => {
    const place = ['nodes', name]
    if (name === flowStart || name === flowEnd) tell(place, 'name', `"${name}" is an end of every flow, no node`)
    if (fieldNamed(name) || name === 'param')
      tell(place, 'name', `a node cannot be called "${name}": an event already has a field of that name`)
    return {
      name,
      zh: node.zh,
      en: node.en,
      types: namesOf(typesOfNode.get(name)!),
      where: readOfEvent([...place, 'where'], node.where, scopeOf(name)),
      by: [...(node.by ?? [])].sort(compareText),
      begins: node.begins ?? 'manual',
    }
  })
  for (const [i, { name, types }] of nodes.entries()) {
    const taker = nodes.slice(0, i).find((earlier) => {
      const takesAll = written.nodes[earlier.name]!.where === undefined
      return takesAll && types.length > 0 && types.every((type) => earlier.types.includes(type))
    })
    if (taker) tell(['nodes', name], 'unreached', `"${taker.name}" stands before it and takes every event of "${name}"`)
  }
  const known = nodes.map(({ name }) => name)
  const isKnown = (name: string, place: Place): boolean => {
    if (known.includes(name)) return true
    tell(place, 'unknown-node', `the flow has no node "${name}"${suggestion(name, known)}`)
    return false
  }
  checkEdges(written.edges as [string, string][], known, isKnown, tell)

  /** Whether a node is passed by is asked at others, whichever is judged. */
  const conditions = (of: 'skip' | 'beyond') =>
    Object.entries(written[of] ?? {}).flatMap(([node, text]) => {
      const place = [of, node]
      if (!isKnown(node, place)) return []
      const scope = of === 'skip' ? { types: all, params, measures: {} } : scopeOf(node)
      const when = read(place, text, scope, ['bool'])
      return when ? [{ node, when }] : []
    })
  const int = (place: Place, value: number | string, scope: Scope): Node | null =>
    typeof value === 'number' ? intOf(value) : read(place, value, scope, ['int'])

  const times = Object.entries(written.times ?? {}).flatMap(([node, rows]) => {
    if (!isKnown(node, ['times', node])) return []
    const scope: Scope = { types: all, params, measures: {} }
    const read_ = rows.map((row, i) => ({
      when: read(['times', node, i, 'when'], row.when, scope, ['bool']),
      least: int(['times', node, i, 'least'], row.least, scope) ?? intOf(0),
    }))
    const open = rows.findIndex((row) => row.when === undefined)
    if (open >= 0 && open < rows.length - 1)
      tell(['times', node, open + 1], 'unreached', 'a row without "when" decides, so those after it never do')
    return [{ node, rows: read_ }]
  })
  const rework = Object.entries(written.rework ?? {}).flatMap(([node, value]) => {
    const most = isKnown(node, ['rework', node]) ? int(['rework', node], value, scopeOf(node)) : null
    return most ? [{ node, most }] : []
  })
  for (const [i, pair] of (written.different ?? []).entries())
    for (const [j, node] of pair.entries()) isKnown(node, ['different', i, j])

  const withinMs = parseWall(written.within)
  if (withinMs === null) tell(['within'], 'duration', 'a flow looks back over wall-clock time such as 30d')
  else if (withinMs > maxWindowMs) tell(['within'], 'duration', 'a flow looks back over at most 400d')

  const flow: FlowGraph = {
    name: written.name,
    zh: written.zh,
    en: written.en,
    on: readOfEvent(['on'], written.on, { types: all, params: {}, measures: {} }),
    key: checkKey(written.key ?? ['subject'], all, 'on', tell),
    withinMs: withinMs ?? 1,
    params,
    nodes,
    edges: written.edges as [string, string][],
    skip: conditions('skip'),
    times,
    different: (written.different ?? []) as [string, string][],
    rework,
    beyond: conditions('beyond'),
    finds: written.finds ?? [],
  }
  const used = paramsIn([
    ...[...flow.skip, ...flow.beyond].map(({ when }) => when),
    ...flow.rework.map(({ most }) => most),
    ...flow.times.flatMap(({ rows }) => rows.flatMap(({ when, least }) => [when, least])),
  ])
  for (const name of Object.keys(params))
    if (!used.has(name)) tell(['params', name], 'unused', `no condition of the flow asks for the parameter "${name}"`)
  return flow
}

/** Names of the parameters that expressions ask for. */
export const paramsIn = (expressions: readonly (Node | null)[]): Set<string> =>
  new Set(
    expressions.flatMap((expression) =>
      expression ? [...nodesOf(expression)].flatMap((node) => (node.kind === 'param' ? [node.name] : [])) : [],
    ),
  )

/** Every step joins two nodes once, and every node lies on a way from the start to the end. */
const checkEdges = (
  edges: readonly [string, string][],
  nodes: readonly string[],
  isKnown: (name: string, place: Place) => boolean,
  tell: Tell,
): void => {
  const seen = new Set<string>()
  for (const [i, [from, to]] of edges.entries()) {
    if (from !== flowStart) isKnown(from, ['edges', i, 0])
    if (to !== flowEnd) isKnown(to, ['edges', i, 1])
    if (seen.has(`${from} ${to}`)) tell(['edges', i], 'repeated', `the step from ${from} to ${to} stands here twice`)
    seen.add(`${from} ${to}`)
  }
  const entered = reachable(edges, flowStart)
  const left = reachable(edges, flowEnd, 'backwards')
  for (const name of nodes) {
    if (!entered.has(name)) tell(['nodes', name], 'apart', `no way leads from the start to "${name}"`)
    else if (!left.has(name)) tell(['nodes', name], 'apart', `no way leads from "${name}" to the end`)
  }
}
