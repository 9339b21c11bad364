import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { CheckedRule } from '../language/checked.ts'
import type { CallNode, Node } from '../language/tree.ts'
import { runRuleTests } from '../testing/run.ts'

/** A rule that means a little less or more than the one in the file. */
interface Mutant {
  readonly change: string
  readonly rule: CheckedRule
}

const shifted: Partial<Record<CallNode['op'], CallNode['op']>> = {
  less: 'lessOrEqual',
  lessOrEqual: 'less',
  greater: 'greaterOrEqual',
  greaterOrEqual: 'greater',
}

/** Each way to change one operator: a boundary moved by one, one side of `&&` or `||` left out, a `!` taken away. */
function* changes(node: Node): Generator<{ change: string; node: Node }> {
  if (node.kind !== 'call') return
  const op = shifted[node.op]
  if (op) yield { change: `${node.op} → ${op}`, node: { ...node, op } }
  if (node.op === 'not') yield { change: 'not → nothing', node: node.args[0]! }
  if (node.op === 'and' || node.op === 'or')
    for (const [i, arg] of node.args.entries()) yield { change: `${node.op} → its side ${i + 1}`, node: arg }
  for (const [i, arg] of node.args.entries())
    for (const { change, node: changed } of changes(arg))
      yield { change, node: { ...node, args: node.args.map((one, j) => (j === i ? changed : one)) } }
}

function* mutantsOf(rule: CheckedRule): Generator<Mutant> {
  if (rule.where)
    for (const { change, node } of changes(rule.where))
      yield { change: `where: ${change}`, rule: { ...rule, where: node } }
  for (const [i, field] of rule.key.entries())
    if (rule.key.length > 1)
      yield { change: `key without ${field.name}`, rule: { ...rule, key: rule.key.filter((_, j) => j !== i) } }
  if (rule.kind === 'deadline' && rule.expectWhere) {
    yield { change: 'expectWhere: none', rule: { ...rule, expectWhere: null } }
    for (const { change, node } of changes(rule.expectWhere))
      yield { change: `expectWhere: ${change}`, rule: { ...rule, expectWhere: node } }
  }
  if (rule.kind === 'sequence') {
    for (const part of ['thenWhere', 'withoutWhere', 'when'] as const)
      for (const { change, node } of rule[part] ? changes(rule[part]) : [])
        yield { change: `${part}: ${change}`, rule: { ...rule, [part]: node } }
    yield { change: 'within a millisecond more', rule: { ...rule, withinMs: rule.withinMs + 1 } }
    if (rule.where) yield { change: 'where: none', rule: { ...rule, where: null } }
    if (rule.without.length > 0) yield { change: 'without: none', rule: { ...rule, without: [] } }
    if (rule.when) yield { change: 'when: none', rule: { ...rule, when: null } }
  }
  if (rule.kind === 'score') {
    yield { change: 'within a millisecond more', rule: { ...rule, withinMs: rule.withinMs + 1 } }
    for (const { ruleId } of rule.of)
      yield { change: `without ${ruleId}`, rule: { ...rule, of: rule.of.filter((one) => one.ruleId !== ruleId) } }
    for (const [i, { from }] of rule.bands.entries()) {
      const bands = rule.bands.map((band, j) => (j === i ? { ...band, from: from + 1 } : band))
      yield { change: `band ${i + 1} a point higher`, rule: { ...rule, bands } }
    }
  }
  if (rule.kind !== 'window') return
  for (const { change, node } of changes(rule.when)) yield { change: `when: ${change}`, rule: { ...rule, when: node } }
  for (const [i, measure] of rule.measures.entries()) {
    const replaced = (by: Partial<typeof measure>) => ({
      ...rule,
      measures: rule.measures.map((one, j) => (j === i ? { ...one, ...by } : one)),
    })
    yield { change: `${measure.name}: within a millisecond more`, rule: replaced({ withinMs: measure.withinMs + 1 }) }
    if (!measure.where) continue
    yield { change: `${measure.name}: no where`, rule: replaced({ where: null }) }
    for (const { change, node } of changes(measure.where))
      yield { change: `${measure.name}: ${change}`, rule: replaced({ where: node }) }
  }
}

/** Mutants that mean the same as the rule. */
const equivalent: Readonly<Record<string, readonly string[]>> = {
  // A limit left as it is adds nothing to a sum of raises.
  'limit.approver-burst': ['raised: greater → greaterOrEqual'],
  'limit.cards-raised-together': ['raised: greater → greaterOrEqual'],
  'limit.split-below-authority': ['total: greater → greaterOrEqual'],
}

const room = join(import.meta.dirname, '..')
const files = ['library', 'logs'].flatMap((folder) =>
  readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(room, folder, name), 'utf8') })),
)
const { bundle } = makeBundle({ files })

describe('a rule’s own tests notice when its meaning shifts', () => {
  test.each(bundle.rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    const mutants = [...mutantsOf(rule)].filter(({ change }) => !equivalent[rule.id]?.includes(change))
    const unnoticed = mutants.filter((mutant) =>
      runRuleTests(mutant.rule, bundle, { engine: evaluateEngine }).every(({ passed }) => passed),
    )
    expect(unnoticed.map(({ change }) => change).join('\n')).toBe('')
  })
})
