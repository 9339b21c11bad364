import type { Bundle } from '../bundle/bundle.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { fieldValue } from '../hits/key.ts'
import { compareText } from '../hits/order.ts'
import { type Compiled, compileCondition } from '../javascript/compile.ts'
import type { CheckedSequenceRule } from '../language/checked.ts'
import type { FieldNode } from '../language/tree.ts'
import { indexEntries } from './candidates.ts'
import { First, Firsts, standing, type Waiting, withFirst } from './first.ts'
import type { KeySpaces, Place } from './key-space.ts'
import type { Stamp } from './stamp.ts'
import { compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'

interface SequenceState {
  readonly place: Place<Waiting>
  readonly keyOf: (event: Event) => string | null
  readonly rule: CheckedSequenceRule
  readonly trigger: Trigger
  readonly thenWhere: Compiled<boolean> | null
  readonly withoutWhere: Compiled<boolean> | null
  readonly when: Compiled<boolean> | null
  /** Fields of the first event that the rule names. */
  readonly kept: readonly FieldNode[]
}

/** A first event as it is stored. */
interface StoredFirst {
  readonly time: number
  readonly ref: string
  readonly values: First['values']
}

/** Stored first events: rule, version, then by key. */
export type SequenceSnapshot = [ruleId: string, version: number, keys: [key: string, firsts: StoredFirst[]][]][]

const noValues: First['values'] = {}

const stateOf = (rule: CheckedSequenceRule, bundle: Bundle, spaces: KeySpaces): SequenceState => {
  const space = spaces.of(rule.key)
  const place = space.place<Waiting>()
  place.keepsFor(rule.withinMs)
  const trigger = compileTrigger(rule, bundle)
  const compiled = (node: CheckedSequenceRule['when']) => node && compileCondition(node, trigger.names)
  return {
    rule,
    trigger,
    thenWhere: compiled(rule.thenWhere),
    withoutWhere: compiled(rule.withoutWhere),
    when: compiled(rule.when),
    kept: rule.shown.flatMap((shown) => (shown.from === 'first' ? [shown.field] : [])),
    place,
    keyOf: space.keyOf,
  }
}

/** All sequence rules of a bundle with their state. */
export const createSequences = (bundle: Bundle, spaces: KeySpaces, stampOf: (event: Event) => Stamp) => {
  const all = bundle.rules.filter((rule) => rule.kind === 'sequence').map((rule) => stateOf(rule, bundle, spaces))
  const seconds = indexEntries(all.map((item) => ({ types: item.rule.then, where: item.rule.thenWhere, item })))
  const undoing = indexEntries(all.map((item) => ({ types: item.rule.without, where: item.rule.withoutWhere, item })))
  const beginnings = indexEntries(all.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))

  const judge = (event: Event, hits: Hit[]) => {
    for (const state of seconds(event)) {
      const { rule, trigger, thenWhere, keyOf, place } = state
      const key = keyOf(event)
      const waiting = key === null ? undefined : place.at(key)
      if (!waiting) continue
      const params = trigger.parameters(event.orgunit)
      if (thenWhere && !thenWhere(event, params, noMeasures)) continue
      const found = paired(state, standing(waiting, event.time - rule.withinMs), event, params)
      for (const [i, first] of found.entries()) {
        const seen = trigger.see(event, params, noMeasures, first.values)
        const step = rule.pair === 'each' ? `hit-${i + 1}` : 'hit'
        hits.push(hitOf(rule, seen, key!, step, event.time, [first.stamp.ref, seen.triggerId]))
      }
    }
  }

  /** What undoes lies between every first event so far and every second to come. */
  const undo = (event: Event) => {
    for (const { trigger, withoutWhere, keyOf, place } of undoing(event)) {
      const key = keyOf(event)
      if (key === null || !place.at(key)) continue
      if (withoutWhere && !withoutWhere(event, trigger.parameters(event.orgunit), noMeasures)) continue
      place.take(key)
    }
  }

  const begin = (event: Event) => {
    for (const { rule, trigger, kept, keyOf, place } of beginnings(event)) {
      if (trigger.where && !trigger.where(event, trigger.parameters(event.orgunit), noMeasures)) continue
      const key = keyOf(event)
      if (key === null) continue
      const first = new First(stampOf(event), kept.length === 0 ? noValues : valuesOf(event, kept))
      const known = place.renewed(key, event.time)
      // The newest qualifies whenever an older one does, unless `when` tells them apart.
      const onlyNewest = rule.pair === 'last' && !rule.when
      const waiting = !known || onlyNewest ? first : withFirst(known, first, event.time - rule.withinMs)
      if (waiting !== known) place.put(key, waiting)
    }
  }

  return {
    /** Takes in all events of one millisecond, sorted by (source, id): each follows those before it. */
    observe(group: readonly Event[], hits: Hit[]) {
      for (const event of group) {
        judge(event, hits)
        undo(event)
        begin(event)
      }
    },

    snapshot: (now: number, contents: ReturnType<KeySpaces['contents']>): SequenceSnapshot =>
      all.map(({ rule, place }) => [
        rule.id,
        rule.version,
        contents(place)
          .map(([key, waiting]): [string, StoredFirst[]] => [
            key,
            standing(waiting, now - rule.withinMs).map(({ stamp: { time, ref }, values }) => ({ time, ref, values })),
          ])
          .filter(([, firsts]) => firsts.length > 0)
          .sort(([a], [b]) => compareText(a, b)),
      ]),

    /** Into empty spaces: what rules of this bundle in the same version waited for; that of others is left out. */
    restore(snapshot: SequenceSnapshot) {
      for (const [ruleId, version, keys] of snapshot) {
        const state = all.find(({ rule }) => rule.id === ruleId && rule.version === version)
        if (!state) continue
        for (const [key, stored] of keys) {
          const firsts = stored.map(({ time, ref, values }) => new First({ time, ref }, values))
          state.place.renewed(key, firsts.at(-1)!.time)
          state.place.put(key, firsts.length === 1 ? firsts[0]! : new Firsts(...firsts))
        }
      }
    },
  }
}

const valuesOf = (event: Event, fields: readonly FieldNode[]): First['values'] => {
  const values: Record<string, Value> = {}
  for (const field of fields) values[field.name] = fieldValue(event, field)
  return values
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
