import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { hitsQuery } from '../clickhouse/query.ts'
import type { CheckedRule } from '../language/checked.ts'
import { expressionsOf } from '../language/expressions.ts'
import { nodesOf } from '../language/tree.ts'
import { answers, bundleOf, difference, type Pair, pair } from './pair.ts'
import { openEventsTable } from './table.ts'

export interface R1Report {
  readonly seed: number
  readonly pairs: number
  /** Pairs on which the rule hit at all, and hits over all pairs. */
  readonly hitting: number
  readonly hits: number
  /** How many rules used each operator of the signature table, and each kind, measure and form of deadline. */
  readonly reached: ReadonlyMap<string, number>
  /** Null, or the smallest pair found on which the evaluators part, with their answers. */
  readonly failure: string | null
}

/**
 * Promise R1: engine, SQL and reference give the same hits, field by field, on `pairs` random rules and logs. The same
 * seed makes the same pairs. A pair that fails is shrunk.
 */
export const runR1 = async ({ pairs, seed }: { pairs: number; seed: number }): Promise<R1Report> => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-r1-'))
  const table = await openEventsTable(folder)
  const reached = new Map<string, number>()
  let hitting = 0
  let hits = 0
  let shrinking = false

  const judge = async (given: Pair) => {
    const bundle = bundleOf(given.generated)
    await table.fill(given.events)
    const seen = await answers(bundle, given, table)
    const parted = difference(seen)
    if (parted) {
      shrinking = true
      const sql = bundle.rules.map((rule) => hitsQuery(rule, bundle, { until: given.until })).join('\n\n')
      throw new Error(`${parted}\nrules: ${JSON.stringify(given.generated)}\nSQL: ${sql}`)
    }
    if (shrinking) return
    for (const name of featuresOf(bundle.rules)) reached.set(name, (reached.get(name) ?? 0) + 1)
    if (seen.reference.length > 0) hitting++
    hits += seen.reference.length
  }

  try {
    const result = await fc.check(fc.asyncProperty(pair, judge), { numRuns: pairs, seed, endOnFailure: false })
    const failure = result.failed
      ? `seed ${seed}, path ${result.counterexamplePath}\n${fc.stringify(result.counterexample)}\n${String(result.errorInstance)}`
      : null
    return { seed, pairs: result.numRuns, hitting, hits, reached, failure }
  } finally {
    await table.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What of the language rules use: operators, kind, measures, reminders, parameters. */
export const featuresOf = (rules: readonly CheckedRule[]): Set<string> => {
  const features = new Set<string>(rules.length > 1 ? ['two rules'] : [])
  for (const rule of rules) addFeatures(rule, features)
  return features
}

const addFeatures = (rule: CheckedRule, features: Set<string>) => {
  features.add(rule.flow ? `flow ${rule.flow.deviation.kind}` : rule.kind)
  if (rule.kind === 'window') for (const { function: fn } of rule.measures) features.add(`measure ${fn}`)
  if (rule.kind === 'deadline') {
    features.add(`within ${rule.within.kind}`)
    for (const { kind } of rule.remind) features.add(`remind ${kind}`)
    const { pause, restart, within } = rule
    if (pause.length > 0) features.add(`pause ${within.kind}`)
    if (restart.length > 0) features.add(pause.length > 0 ? 'restart and pause' : 'restart')
  }
  if (rule.kind === 'peer') {
    features.add(`day ${rule.function}`)
    features.add(`${rule.compare} ${rule.side}`)
    features.add(rule.against === null ? 'own days' : 'peers')
  }
  if (rule.kind === 'sequence') {
    features.add(`pair ${rule.pair}`)
    if (rule.without.length > 0) features.add('without')
  }
  for (const expression of expressionsOf(rule))
    for (const node of nodesOf(expression)) {
      if (node.kind === 'call') features.add(node.op)
      if (node.kind === 'first') features.add('first')
      if (node.kind === 'param') features.add(`param ${node.type}`)
    }
  if (rule.key.length > 1) features.add('composite key')
}
