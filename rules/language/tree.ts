import type { SignatureName } from './signatures.ts'

/**
 * Types of the rule language. `fen` and durations (milliseconds) are `int`, codes are `text`, a `moment` is epoch
 * milliseconds and an int to every evaluator; it is a type of its own only so that an amount is not taken for a date.
 * An `average` is a sum and a count; it compares with an int and does nothing else.
 */
export type ValueType = 'int' | 'double' | 'bool' | 'text' | 'moment' | 'average'

/** A constant. Ints are within ±(2^53−1); `yuan(…)` and `duration(…)` have become ints. */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: Exclude<ValueType, 'average' | 'moment'>
  readonly value: number | string | boolean
}

/** A field of the event the expression is evaluated on; absent is null. */
export interface FieldNode {
  readonly kind: 'field'
  readonly type: Exclude<ValueType, 'average'>
  readonly name: string
  /** True for `id source type time subject orgunit`, false for a field of `data`. */
  readonly envelope: boolean
}

/** A parameter, at the value that holds for the orgunit of the event the expression is evaluated on. Never null. */
export interface ParamNode {
  readonly kind: 'param'
  readonly type: Exclude<ValueType, 'average' | 'moment'>
  readonly name: string
}

/** A measure of the rule at the trigger; only in `when` and `amount` of a window rule. */
export interface MeasureNode {
  readonly kind: 'measure'
  readonly type: 'int' | 'moment' | 'average'
  readonly name: string
}

/** A field of the first event of a sequence, written `first.name`; only in `when` and `amount` of a sequence. */
export interface FirstNode {
  readonly kind: 'first'
  readonly type: FieldNode['type']
  readonly name: string
  readonly envelope: boolean
}

/** Constants of one type to look a value up in; only as second argument of `isIn`. */
export interface ListNode {
  readonly kind: 'list'
  readonly type: LiteralNode['type']
  readonly items: readonly LiteralNode[]
}

/** An operator of the signature table on its arguments. */
export interface CallNode {
  readonly kind: 'call'
  readonly type: Exclude<ValueType, 'average'>
  readonly op: SignatureName
  readonly args: readonly Node[]
}

/** A checked expression: frozen, plain, JSON. */
export type Node = LiteralNode | FieldNode | FirstNode | ParamNode | MeasureNode | ListNode | CallNode

/** Every node of a tree, parents first, from left to right. */
export function* nodesOf(root: Node): Generator<Node> {
  // Not one generator within another: in a deep tree each node would pass through all above it.
  const waiting = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node
    const inner = node.kind === 'call' ? node.args : node.kind === 'list' ? node.items : none
    for (let i = inner.length - 1; i >= 0; i--) waiting.push(inner[i]!)
  }
}

const none: readonly Node[] = []
