import type { CheckedMatchRule } from '@mingjing/rules/language/checked.ts'
import type { SignatureName } from '@mingjing/rules/language/signatures.ts'
import type { CallNode, Node } from '@mingjing/rules/language/tree.ts'

/**
 * A rule's condition in the few words every rule engine has: and, or, not, comparison, membership, presence. What they
 * do not all have (arithmetic, calendars, text functions) is a derived fact, computed outside the measured time, which
 * favours the other engines. Parameters are constants at their defaults. Absent facts are null, and each comparison is
 * guarded, because the others do not agree with us on what null means.
 */
export type Condition =
  | { kind: 'all' | 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'present'; fact: string }
  | { kind: 'in'; fact: string; values: Constant[] }
  | { kind: 'compare'; op: Comparison; fact: string; with: { fact: string } | { value: Constant } }

export type Constant = number | string | boolean
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

export interface Translated {
  ruleId: string
  on: readonly string[]
  condition: Condition
}

export interface Derived {
  fact: string
  node: Node
  rule: CheckedMatchRule
}

const comparisons: Partial<Record<SignatureName, Comparison>> = {
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessOrEqual: '<=',
  greater: '>',
  greaterOrEqual: '>=',
}
const mirrored: Record<Comparison, Comparison> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Name of a field as a fact: prefixed, because `type` and `in` are words of some engine. */
export const factOf = (field: string): string => `f_${field}`

export function translate(rules: readonly CheckedMatchRule[]): { rules: Translated[]; derived: Derived[] } {
  const derived = new Map<string, Derived>()
  const translated = rules.map((rule) => {
    const lower = lowering(rule, derived)
    return { ruleId: rule.id, on: rule.on, condition: rule.where ? lower(rule.where) : always }
  })
  return { rules: translated, derived: [...derived.values()] }
}

const always: Condition = { kind: 'all', of: [] }
const never: Condition = { kind: 'any', of: [] }

function lowering(rule: CheckedMatchRule, derived: Map<string, Derived>): (node: Node) => Condition {
  const constant = (node: Node): Constant | undefined => {
    if (node.kind === 'literal') return node.value
    if (node.kind === 'param') return rule.params[node.name]!.default
    return undefined
  }
  const fact = (node: Node): string => {
    if (node.kind === 'field') return factOf(node.name)
    // Equal expressions share a fact; calendar and parameters are the rule's own, so they are part of its name.
    const key = JSON.stringify([node, rule.calendar, node.kind === 'call' ? rule.params : null])
    const known = derived.get(key) ?? { fact: `d_${derived.size}`, node, rule }
    derived.set(key, known)
    return known.fact
  }
  const compare = (op: Comparison, left: Node, right: Node): Condition => {
    const [a, b] = [constant(left), constant(right)]
    if (a !== undefined && b !== undefined) return { kind: 'compare', op: '==', fact: fact(left), with: { value: b } }
    if (a !== undefined) return compare(mirrored[op], right, left)
    const guarded: Condition[] = [{ kind: 'present', fact: fact(left) }]
    if (b !== undefined) return all(...guarded, { kind: 'compare', op, fact: fact(left), with: { value: b } })
    guarded.push({ kind: 'present', fact: fact(right) })
    return all(...guarded, { kind: 'compare', op, fact: fact(left), with: { fact: fact(right) } })
  }
  const isTrue = (node: Node): Condition => ({ kind: 'compare', op: '==', fact: fact(node), with: { value: true } })

  const lowerCall = (call: CallNode): Condition => {
    const [first, second] = call.args as [Node, Node]
    const op = comparisons[call.op]
    if (op !== undefined) return compare(op, first, second)
    switch (call.op) {
      case 'and':
        return all(lower(first), lower(second))
      case 'or':
        return { kind: 'any', of: [lower(first), lower(second)] }
      case 'not':
        return { kind: 'not', of: lower(first) }
      case 'has':
        return { kind: 'present', fact: fact(first) }
      case 'isIn':
        if (second.kind !== 'list' || constant(first) !== undefined) return isTrue(call)
        return all(
          { kind: 'present', fact: fact(first) },
          { kind: 'in', fact: fact(first), values: second.items.map((item) => item.value) },
        )
      default:
        return isTrue(call)
    }
  }
  const lower = (node: Node): Condition => {
    const value = constant(node)
    if (value !== undefined) return value === true ? always : never
    return node.kind === 'call' ? lowerCall(node) : isTrue(node)
  }
  return lower
}

/** Nested conjunctions flat, as a person would have written them. */
function all(...parts: Condition[]): Condition {
  const of = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part]))
  return { kind: 'all', of }
}
