import type { Bundle } from '../bundle/bundle.ts'
import type { CheckedRule } from '../language/checked.ts'

/** The field that decides in which partition an event lies: everything about one case lies in one. */
export const partitionKey = 'subject'

/** Whether a key belongs to an engine; `of` names the fields it is made of, joined by commas. */
export type Owns = (of: string, key: string) => boolean

/**
 * What one engine does of a bundle. `whole` does everything. Where events are spread over partitions, the engine of each
 * does the `local` rules, for which it sees all events that count, and others do the rules `across` partitions, each for
 * the keys it owns: then each key of each rule is judged by exactly one engine.
 */
export type Part =
  | { readonly kind: 'whole' }
  | { readonly kind: 'local' }
  | { readonly kind: 'across'; readonly owns: Owns }

export const whole: Part = { kind: 'whole' }

/** The fields by which the events of a rule must come together. */
export const gatheredBy = (rule: CheckedRule): CheckedRule['key'] =>
  rule.kind === 'peer' && rule.against !== null ? rule.against : rule.key

/** Rules that need events, or hits, of several partitions. */
export const acrossPartitions = (bundle: Pick<Bundle, 'rules'>): ReadonlySet<string> => {
  const across = new Set<string>()
  for (const rule of bundle.rules)
    if (rule.kind !== 'match' && rule.kind !== 'score' && !gatheredBy(rule).some(({ name }) => name === partitionKey))
      across.add(rule.id)
  // No score weighs another.
  for (const rule of bundle.rules)
    if (rule.kind === 'score' && rule.of.some(({ ruleId }) => across.has(ruleId))) across.add(rule.id)
  return across
}

/** The bundle with the rules of a part only. */
export const partOf = (bundle: Bundle, part: Part): Bundle => {
  if (part.kind === 'whole') return bundle
  const across = acrossPartitions(bundle)
  return { ...bundle, rules: bundle.rules.filter(({ id }) => across.has(id) === (part.kind === 'across')) }
}

/** Rules whose hits are weighed by scores across partitions, and are therefore told to whoever judges those. */
export const toldBy = (bundle: Bundle, part: Part): ReadonlySet<string> => {
  if (part.kind === 'whole') return new Set()
  const across = acrossPartitions(bundle)
  return new Set(
    bundle.rules.flatMap((rule) =>
      rule.kind === 'score' && across.has(rule.id) ? rule.of.map(({ ruleId }) => ruleId) : [],
    ),
  )
}
