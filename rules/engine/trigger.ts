import type { Bundle } from '../bundle/bundle.ts'
import { calendarOf } from '../bundle/calendars.ts'
import { type ParameterValue, parameterAt } from '../bundle/parameters.ts'
import type { Event, Value } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { eventRef, hitId } from '../hits/id.ts'
import { fieldValue, keyOf } from '../hits/key.ts'
import { type Compiled, compileCondition, compileValue, type Names } from '../javascript/compile.ts'
import type { CheckedRule } from '../language/checked.ts'
import { measuresOf } from '../language/peer.ts'
import type { Work } from './meter.ts'
import type { Owns } from './part.ts'

/** Orgunits remembered per rule before the memory starts anew; a bank has far fewer. */
const rememberedUnits = 20_000

/** The parameters of a rule by orgunit, in the order of `names`. */
export const parametersOf = (rule: CheckedRule, bundle: Bundle) => {
  const names = Object.keys(rule.params)
  const differs = names.some((name) => bundle.parameters[rule.id]?.[name] !== undefined)
  const at = (orgunit: string): readonly ParameterValue[] =>
    names.map((name) => parameterAt(rule, bundle.parameters, name, orgunit))
  const defaults = at('hq')
  if (!differs) return { names, at: (_: string) => defaults }
  const known = new Map<string, readonly ParameterValue[]>()
  return {
    names,
    at: (orgunit: string) => {
      const found = known.get(orgunit)
      if (found) return found
      if (known.size >= rememberedUnits) known.clear()
      const values = at(orgunit)
      known.set(orgunit, values)
      return values
    },
  }
}

/** The part of a hit that the trigger alone decides; what a deadline keeps until it is due. */
export interface Seen {
  readonly subject: string
  readonly triggerId: string
  readonly amount: number | null
  readonly values: Readonly<Record<string, Value>>
}

/** A rule ready to judge its triggers. */
export interface Trigger {
  readonly rule: CheckedRule
  readonly names: Names
  readonly parameters: (orgunit: string) => readonly ParameterValue[]
  readonly where: Compiled<boolean> | null
  /** Null when a part of the key is absent, or when it is another engine's. */
  readonly key: (event: Event) => string | null
  readonly see: (
    event: Event,
    params: readonly Value[],
    measures: readonly (number | null)[],
    first?: Readonly<Record<string, Value>>,
  ) => Seen
}

export const noMeasures: readonly (number | null)[] = []

/** `work` takes the steps of patterns. */
export const compileTrigger = (rule: CheckedRule, bundle: Bundle, work: Work, owns: Owns | null = null): Trigger => {
  const parameters = parametersOf(rule, bundle)
  const measures = rule.kind === 'window' ? rule.measures : rule.kind === 'peer' ? measuresOf(rule) : []
  const names: Names = {
    params: parameters.names,
    measures: measures.map((measure) => measure.name),
    calendar: calendarOf(bundle, rule.calendar),
    lists: bundle.lists,
    work,
  }
  const amount = rule.amount && compileValue(rule.amount, names)
  const isAverage = measures.map((measure) => measure.function === 'avg')
  return {
    rule,
    names,
    parameters: parameters.at,
    where: rule.where && compileCondition(rule.where, names),
    key: compileKey(rule.key, owns),
    see(event, params, found, first) {
      const values: Record<string, Value> = {}
      for (const shown of rule.shown) {
        if (shown.from === 'field') values[shown.name] = fieldValue(event, shown.field)
        else if (shown.from === 'first') values[shown.name] = first?.[shown.field.name] ?? null
        else if (shown.from === 'param') values[shown.name] = params[names.params.indexOf(shown.param)] ?? null
        else {
          const i = names.measures.indexOf(shown.measure)
          const value = found[i] ?? null
          values[shown.name] = isAverage[i] && value !== null ? `${value}/${found[measures.length + i]}` : value
        }
      }
      return {
        subject: event.subject,
        triggerId: eventRef(event),
        amount: amount ? (amount(event, params, found, first) as number | null) : null,
        values,
      }
    },
  }
}

/** A key as text; null when a part of it is absent, or when it is another engine's. */
export const compileKey = (key: CheckedRule['key'], owns: Owns | null = null): ((event: Event) => string | null) => {
  const textOf = compileText(key)
  if (owns === null) return textOf
  const of = compositionOf(key)
  return (event) => {
    const text = textOf(event)
    return text !== null && owns(of, text) ? text : null
  }
}

/** Names a composition of fields. */
export const compositionOf = (key: CheckedRule['key']): string => key.map(({ name }) => name).join()

/** A key of one text field, by far the most frequent, is that field. */
const compileText = (key: CheckedRule['key']): ((event: Event) => string | null) => {
  const [only] = key
  if (key.length !== 1 || only?.type !== 'text') return (event) => keyOf(event, key)
  const { name } = only
  if (only.envelope) return (event) => event[name as 'subject']
  return (event) => (event.data[name] as string | null | undefined) ?? null
}

/** A hit of a rule; `at` in epoch milliseconds. */
export const hitOf = (
  rule: CheckedRule,
  seen: Seen,
  key: string,
  step: string,
  at: number,
  evidence: string[],
): Hit => ({
  hitId: hitId(rule.id, rule.version, key, seen.triggerId, step),
  ruleId: rule.id,
  ruleVersion: rule.version,
  key,
  step,
  subject: seen.subject,
  at: new Date(at).toISOString(),
  triggerId: seen.triggerId,
  evidence,
  severity: rule.severity,
  amount: seen.amount,
  values: seen.values,
})
