import type { Bundle } from '../bundle/bundle.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { fieldValue } from '../hits/key.ts'
import { compareText } from '../hits/order.ts'
import { type Compiled, compileCondition } from '../javascript/compile.ts'
import type { CheckedSequenceRule } from '../language/checked.ts'
import type { FieldNode } from '../language/tree.ts'
import { indexEntries } from './candidates.ts'
import { type Kept, nowhere, remembering, settle } from './key-space.ts'
import { compileKey, compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'

/** A first event that still waits for a second: what names it, and what of it the rule asks. Plain data. */
interface First {
  readonly time: number
  readonly ref: string
  readonly values: Readonly<Record<string, Value>>
}

/** Its first events by key, oldest first, are in its place of the space. */
interface SequenceState extends Kept<First[]> {
  readonly rule: CheckedSequenceRule
  readonly trigger: Trigger
  readonly thenWhere: Compiled<boolean> | null
  readonly withoutWhere: Compiled<boolean> | null
  readonly when: Compiled<boolean> | null
  /** Fields of the first event that the rule names. */
  readonly kept: readonly FieldNode[]
}

/** Stored first events: rule, version, then by key. */
export type SequenceSnapshot = [ruleId: string, version: number, keys: [key: string, firsts: First[]][]][]

const stateOf = (rule: CheckedSequenceRule, bundle: Bundle): SequenceState => {
  const trigger = compileTrigger(rule, bundle)
  const compiled = (node: CheckedSequenceRule['when']) => node && compileCondition(node, trigger.names)
  return {
    rule,
    trigger,
    thenWhere: compiled(rule.thenWhere),
    withoutWhere: compiled(rule.withoutWhere),
    when: compiled(rule.when),
    kept: rule.shown.flatMap((shown) => (shown.from === 'first' ? [shown.field] : [])),
    keySpec: rule.key.map(({ name }) => name).join(),
    lifeMs: rule.withinMs,
    space: nowhere(),
    place: 0,
  }
}

/** All sequence rules of a bundle with their state. */
export const createSequences = (bundle: Bundle) => {
  const all = bundle.rules.filter((rule) => rule.kind === 'sequence').map((rule) => stateOf(rule, bundle))
  const keys = new Map(all.map(({ keySpec, rule }) => [keySpec, remembering(compileKey(rule.key))]))
  const spaces = settle(all, (spec) => keys.get(spec)!)
  const seconds = indexEntries(all.map((item) => ({ types: item.rule.then, where: item.rule.thenWhere, item })))
  const undoing = indexEntries(all.map((item) => ({ types: item.rule.without, where: item.rule.withoutWhere, item })))
  const beginnings = indexEntries(all.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))

  const judge = (event: Event, hits: Hit[]) => {
    for (const state of seconds(event)) {
      const { rule, trigger, thenWhere, space, place } = state
      const key = space.keyOf(event)
      const firsts = key === null ? undefined : space.at(key, place)
      if (!firsts || firsts.length === 0) continue
      const params = trigger.parameters(event.orgunit)
      if (thenWhere && !thenWhere(event, params, noMeasures)) continue
      expire(firsts, event.time - rule.withinMs)
      const found = paired(state, firsts, event, params)
      for (const [i, first] of found.entries()) {
        const seen = trigger.see(event, params, noMeasures, first.values)
        const step = rule.pair === 'each' ? `hit-${i + 1}` : 'hit'
        hits.push(hitOf(rule, seen, key!, step, event.time, [first.ref, seen.triggerId]))
      }
    }
  }

  /** What undoes lies between every first event so far and every second to come. */
  const undo = (event: Event) => {
    for (const { trigger, withoutWhere, space, place } of undoing(event)) {
      const key = space.keyOf(event)
      const waiting = key === null ? undefined : space.at(key, place)
      if (!waiting || waiting.length === 0) continue
      if (withoutWhere && !withoutWhere(event, trigger.parameters(event.orgunit), noMeasures)) continue
      waiting.length = 0
    }
  }

  const begin = (event: Event) => {
    for (const { rule, trigger, kept, space, place } of beginnings(event)) {
      if (trigger.where && !trigger.where(event, trigger.parameters(event.orgunit), noMeasures)) continue
      const key = space.keyOf(event)
      if (key === null) continue
      const values: Record<string, Value> = {}
      for (const field of kept) values[field.name] = fieldValue(event, field)
      const first: First = { time: event.time, ref: eventRef(event), values }
      const places = space.fed(key)
      const waiting = places[place]
      if (!waiting) places[place] = [first]
      else {
        // The newest qualifies whenever an older one does, unless `when` tells them apart.
        if (rule.pair === 'last' && !rule.when) waiting.length = 0
        else expire(waiting, event.time - rule.withinMs)
        waiting.push(first)
      }
    }
  }

  let turnAt = Number.NEGATIVE_INFINITY
  const age = (now: number) => {
    if (now < turnAt) return
    turnAt = spaces.reduce((least, space) => Math.min(least, space.age(now)), Number.POSITIVE_INFINITY)
  }

  return {
    /** Takes in all events of one millisecond, sorted by (source, id): each follows those before it. */
    observe(group: readonly Event[], hits: Hit[]) {
      age(group[0]!.time)
      for (const event of group) {
        judge(event, hits)
        undo(event)
        begin(event)
      }
    },

    /** Live keys; one that several rules of the same composition of fields ask for counts once. */
    keys: () => spaces.reduce((sum, space) => sum + space.size, 0),

    snapshot: (now: number): SequenceSnapshot =>
      all.map(({ rule, space, place }) => [
        rule.id,
        rule.version,
        [...space.of(place)]
          .map(([key, waiting]): [string, First[]] => [key, waiting.filter(({ time }) => time > now - rule.withinMs)])
          .filter(([, waiting]) => waiting.length > 0)
          .sort(([a], [b]) => compareText(a, b)),
      ]),

    /** Takes what rules of this bundle in the same version waited for; that of others is left out. */
    restore(snapshot: SequenceSnapshot) {
      turnAt = Number.NEGATIVE_INFINITY
      for (const space of spaces) space.clear()
      for (const [ruleId, version, keys] of snapshot) {
        const state = all.find(({ rule }) => rule.id === ruleId && rule.version === version)
        if (!state) continue
        for (const [key, waiting] of keys) state.space.fed(key)[state.place] = [...waiting]
      }
    },
  }
}

/** Takes away the first events of `until` and before. */
const expire = (firsts: First[], until: number): void => {
  let gone = 0
  while (gone < firsts.length && firsts[gone]!.time <= until) gone++
  if (gone > 0) firsts.splice(0, gone)
}

/** The first events a second one is paired with; of each, the newest first. */
const paired = (
  { rule, when }: SequenceState,
  firsts: readonly First[],
  event: Event,
  params: readonly Value[],
): First[] => {
  const qualifies = (first: First) => !when || when(event, params, noMeasures, first.values)
  if (rule.pair === 'first') {
    const first = firsts.find(qualifies)
    return first ? [first] : []
  }
  const most = rule.pair === 'last' ? 1 : evidenceMax
  const found: First[] = []
  for (let i = firsts.length - 1; i >= 0 && found.length < most; i--) if (qualifies(firsts[i]!)) found.push(firsts[i]!)
  return found
}
