import type { CallNode, FieldNode, LiteralNode, Node } from './tree.ts'

/** Checked conditions made of others, for what is compiled and not written. */

const call = (op: CallNode['op'], ...args: Node[]): CallNode => ({ kind: 'call', type: 'bool', op, args })
export const textOf = (value: string): LiteralNode => ({ kind: 'literal', type: 'text', value })
export const intOf = (value: number): LiteralNode => ({ kind: 'literal', type: 'int', value })
const bool = (value: boolean): LiteralNode => ({ kind: 'literal', type: 'bool', value })

/** Joined by halves, so that many make no deep tree. */
const joined = (op: 'and' | 'or', parts: readonly Node[]): Node => {
  const middle = Math.ceil(parts.length / 2)
  return parts.length === 1 ? parts[0]! : call(op, joined(op, parts.slice(0, middle)), joined(op, parts.slice(middle)))
}

/** All of them; null parts ask for nothing. */
export const allOf = (...parts: readonly (Node | null)[]): Node => {
  const asked = parts.filter((part) => part !== null)
  return asked.length === 0 ? bool(true) : joined('and', asked)
}

export const anyOf = (parts: readonly Node[]): Node => (parts.length === 0 ? bool(false) : joined('or', parts))

export const not = (node: Node): Node => call('not', node)
export const has = (node: Node): Node => call('has', node)
export const equal = (left: Node, right: Node): Node => call('equal', left, right)
export const less = (left: Node, right: Node): Node => call('less', left, right)
export const greater = (left: Node, right: Node): Node => call('greater', left, right)

/** Whether a text is one of these. */
export const oneOf = (value: Node, texts: readonly string[]): Node =>
  texts.length === 1
    ? equal(value, textOf(texts[0]!))
    : call('isIn', value, { kind: 'list', type: 'text', items: texts.map(textOf) })

/** The int of the first condition that holds. */
export const chosen = (rows: readonly { readonly when: Node | null; readonly least: Node }[], otherwise: Node): Node =>
  rows.reduceRight<Node>(
    (rest, { when, least }) =>
      when === null ? least : { kind: 'call', type: 'int', op: 'choose', args: [when, least, rest] },
    otherwise,
  )

/** The same of the first event of a sequence. */
export const ofFirst = (node: Node): Node => {
  if (node.kind === 'field') return { ...node, kind: 'first' }
  return node.kind === 'call' ? { ...node, args: node.args.map(ofFirst) } : node
}

export const field = (name: string, type: FieldNode['type'], envelope = false): FieldNode => ({
  kind: 'field',
  type,
  name,
  envelope,
})

/** What a condition, seen from its top-level conjunction, demands of single fields. */
const demands = (node: Node): { name: string; values: readonly unknown[] }[] => {
  if (node.kind !== 'call') return []
  const [left, right] = node.args
  if (node.op === 'and') return [...demands(left!), ...demands(right!)]
  if (left?.kind !== 'field') return []
  if (node.op === 'equal' && right?.kind === 'literal') return [{ name: left.name, values: [right.value] }]
  if (node.op === 'isIn' && right?.kind === 'list')
    return [{ name: left.name, values: right.items.map((item) => item.value) }]
  return []
}

/** Whether no event can pass both, as far as their constants tell. */
export const excludeEachOther = (a: Node | null, b: Node | null): boolean =>
  a !== null &&
  b !== null &&
  demands(a).some((one) =>
    demands(b).some((other) => one.name === other.name && !one.values.some((value) => other.values.includes(value))),
  )
