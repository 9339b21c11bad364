import { type ArgumentType, type SignatureName, signatureNames, signatures } from '../language/signatures.ts'
import type { CallNode, FieldNode, Node, ValueType } from '../language/tree.ts'

/** An expression whose outer operator takes the result of the inner one as its argument at `place`. */
export interface OperatorPair {
  readonly outer: SignatureName
  readonly inner: SignatureName
  /** Counted from 0. */
  readonly place: number
  readonly tree: CallNode
}

const field = (name: string, type: FieldNode['type'], envelope = false): Node => ({
  kind: 'field',
  type,
  name,
  envelope,
})
const literal = (type: 'int' | 'double' | 'bool' | 'text', value: number | string | boolean): Node => ({
  kind: 'literal',
  type,
  value,
})

/**
 * What stands as first, second and third plain argument: a field that may be absent first, and such as come in one
 * event, so that two of them together have a value now and then.
 */
const leaves: Readonly<Record<Exclude<ValueType, 'average'>, readonly [Node, Node, Node]>> = {
  int: [field('limitBefore', 'int'), field('limitAfter', 'int'), literal('int', 3)],
  double: [field('rate', 'double'), literal('double', 0.3), literal('double', 0.1)],
  bool: [field('temporary', 'bool'), field('overridden', 'bool'), literal('bool', true)],
  text: [field('reason', 'text'), field('segment', 'text'), literal('text', 'a')],
  moment: [field('validUntil', 'moment'), field('time', 'moment', true), field('validUntil', 'moment')],
}

/** The measure an average is; its sum and count come from whoever evaluates. */
export const averageName = 'rate'
const average: Node = { kind: 'measure', type: 'average', name: averageName }

const lists = {
  'list of int': ['int', [0, 3, 100]],
  'list of double': ['double', [0.1, 0.3]],
  'list of text': ['text', ['a', 'ab', '坐牢了']],
} as const

const argument = (op: SignatureName, type: ArgumentType, place: number): Node => {
  if (place === 1 && op === 'matches') return literal('text', 'a.?b|牢')
  if (place === 1 && op === 'onList') return literal('text', 'watched')
  // An int of the event that has the doubles.
  if (op === 'intToDouble') return field('readSeconds', 'int')
  if (type === 'average') return average
  if (type === 'list of int' || type === 'list of double' || type === 'list of text') {
    const [of, values] = lists[type]
    const items = values.map((value) => ({ kind: 'literal', type: of, value }) as const)
    return { kind: 'list', type: of, items }
  }
  return leaves[type][place]!
}

/** Arguments the language takes no operator in: constants, and what `has` and `onList` ask of a field. */
const isPlain = (op: SignatureName, type: ArgumentType, place: number): boolean =>
  type.startsWith('list') || type === 'average' || op === 'has' || op === 'onList' || (op === 'matches' && place === 1)

interface Filled {
  readonly op: SignatureName
  readonly args: readonly ArgumentType[]
  readonly tree: CallNode
}

/** Every form of every operator on plain arguments. */
const single: readonly Filled[] = signatureNames.flatMap((op) =>
  signatures[op].forms.map(({ args, result }) => ({
    op,
    args,
    tree: { kind: 'call', type: result, op, args: args.map((type, place) => argument(op, type, place)) } as const,
  })),
)

/** Every operator in every argument of every operator whose type it has: all nestings the language knows, two deep. */
export const operatorPairs: readonly OperatorPair[] = single.flatMap(({ op: outer, args, tree }) =>
  args.flatMap((type, place) =>
    isPlain(outer, type, place)
      ? []
      : single
          .filter((inner) => inner.tree.type === type)
          .map((inner) => ({
            outer,
            inner: inner.op,
            place,
            tree: { ...tree, args: tree.args.map((arg, i) => (i === place ? inner.tree : arg)) },
          })),
  ),
)
