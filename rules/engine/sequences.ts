import type { Bundle } from '../bundle/bundle.ts'
import { canonicalJson } from '../bundle/canonical.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { fieldValue } from '../hits/key.ts'
import { compareText } from '../hits/order.ts'
import { type Compiled, compileCondition } from '../javascript/compile.ts'
import type { CheckedSequenceRule } from '../language/checked.ts'
import { costOf } from '../language/cost.ts'
import type { FieldNode } from '../language/tree.ts'
import { indexEntries } from './candidates.ts'
import { First, Firsts, standing, type Waiting, withFirst } from './first.ts'
import { inputsOf } from './inputs.ts'
import type { KeySpaces, Place } from './key-space.ts'
import type { Meter, Work } from './meter.ts'
import type { Meters } from './meters.ts'
import type { Stamp } from './stamp.ts'
import { compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'

/** First events of one kind, undone by one kind: all rules that ask for these share them. */
interface FirstStore {
  readonly place: Place<Waiting>
  readonly keyOf: (event: Event) => string | null
  readonly parameters: Trigger['parameters']
  readonly where: Compiled<boolean> | null
  readonly withoutWhere: Compiled<boolean> | null
  /** Fields of the first event that a rule of the store names. */
  readonly kept: FieldNode[]
  readonly isOnlyNewest: boolean
  /** Of its patterns: every rule of the store pays for them. */
  readonly work: Work
  /** That of the rule that looks back longest. */
  lifeMs: number
}

interface SequenceState {
  readonly rule: CheckedSequenceRule
  readonly trigger: Trigger
  readonly store: FirstStore
  readonly thenWhere: Compiled<boolean> | null
  readonly when: Compiled<boolean> | null
  readonly kept: readonly FieldNode[]
  readonly meter: Meter
  /** Steps of asking `when` of one pair. */
  readonly pairSteps: number
}

/** Steps of a hit: its id, its evidence and what it shows. */
const hitSteps = 20
/** So many first events of a key are asked without looking at the budget before. */
const fewFirsts = 50

const noValues: First['values'] = {}

/** The newest qualifies whenever an older one does, unless `when` tells them apart. */
const asksNewestOnly = (rule: CheckedSequenceRule): boolean => rule.pair === 'last' && !rule.when

/** Everything that decides which first events wait, as one text; rules of equal texts share them. */
const signatureOf = (rule: CheckedSequenceRule, bundle: Bundle): string =>
  canonicalJson({
    key: rule.key.map(({ name }) => name),
    on: [...rule.on].sort(compareText),
    where: rule.where,
    without: [...rule.without].sort(compareText),
    withoutWhere: rule.withoutWhere,
    isOnlyNewest: asksNewestOnly(rule),
    ...inputsOf(rule, [rule.where, rule.withoutWhere], bundle),
  })

/** All sequence rules of a bundle with their state. */
export const createSequences = (
  bundle: Bundle,
  spaces: KeySpaces,
  stampOf: (event: Event) => Stamp,
  meters: Meters,
) => {
  const stores = new Map<string, { store: FirstStore; rule: CheckedSequenceRule }>()

  const storeOf = (rule: CheckedSequenceRule, trigger: Trigger): FirstStore => {
    const signature = signatureOf(rule, bundle)
    const known = stores.get(signature)
    if (known) return known.store
    const space = spaces.of(rule.key)
    const work = meters.work()
    const names = { ...trigger.names, work }
    const store: FirstStore = {
      place: space.place<Waiting>(signature, {
        store(waiting, now, number) {
          const firsts = standing(waiting, now - store.lifeMs)
          return firsts.length === 0 ? undefined : firsts.map(({ stamp, values }) => [number(stamp), values])
        },
        revive(stored, stamp) {
          const list = stored as [number, First['values']][]
          store.place.taken += list.length
          const firsts = list.map(([number, values]) => new First(stamp(number), values))
          return firsts.length === 1 ? firsts[0]! : new Firsts(...firsts)
        },
      }),
      keyOf: space.keyOf,
      parameters: trigger.parameters,
      where: rule.where && compileCondition(rule.where, names),
      withoutWhere: rule.withoutWhere && compileCondition(rule.withoutWhere, names),
      work,
      kept: [],
      isOnlyNewest: asksNewestOnly(rule),
      lifeMs: 0,
    }
    stores.set(signature, { store, rule })
    return store
  }

  const all = bundle.rules
    .filter((rule) => rule.kind === 'sequence')
    .map((rule): SequenceState => {
      const meter = meters.of(rule)
      const trigger = compileTrigger(rule, bundle, meter.work)
      const store = storeOf(rule, trigger)
      meter.shares(store.work)
      meter.keeps(store.place, rule.withinMs)
      const kept = rule.shown.flatMap((shown) => (shown.from === 'first' ? [shown.field] : []))
      for (const field of kept) if (!store.kept.some(({ name }) => name === field.name)) store.kept.push(field)
      store.lifeMs = Math.max(store.lifeMs, rule.withinMs)
      store.place.keepsFor(store.lifeMs)
      return {
        rule,
        trigger,
        store,
        thenWhere: rule.thenWhere && compileCondition(rule.thenWhere, trigger.names),
        when: rule.when && compileCondition(rule.when, trigger.names),
        kept,
        meter,
        pairSteps: Math.max(1, costOf(rule.when)),
      }
    })
  const seconds = indexEntries(all.map((item) => ({ types: item.rule.then, where: item.rule.thenWhere, item })))
  const kinds = [...stores.values()]
  const undoing = indexEntries(
    kinds.map(({ rule, store }) => ({ types: rule.without, where: rule.withoutWhere, item: store })),
  )
  const beginnings = indexEntries(kinds.map(({ rule, store }) => ({ types: rule.on, where: rule.where, item: store })))

  const judge = (event: Event, hits: Hit[]) => {
    for (const state of seconds(event)) {
      const { rule, trigger, thenWhere, store, meter } = state
      const key = store.keyOf(event)
      const waiting = key === null ? undefined : store.place.at(key)
      if (!waiting || meter.isOver) continue
      const params = trigger.parameters(event.orgunit)
      if (thenWhere && !thenWhere(event, params, noMeasures)) continue
      const firsts = standing(waiting, event.time - store.lifeMs)
      const room = firsts.length <= fewFirsts ? Number.POSITIVE_INFINITY : meters.room(meter)
      const found = paired(state, firsts, event, params, room)
      if (!found) {
        meters.exhaust(meter, event)
        continue
      }
      for (const [i, first] of found.entries()) {
        const seen = trigger.see(event, params, noMeasures, first.values)
        const step = rule.pair === 'each' ? `hit-${i + 1}` : 'hit'
        hits.push(hitOf(rule, seen, key!, step, event.time, [first.stamp.ref, seen.triggerId]))
      }
    }
  }

  /** What undoes lies between every first event so far and every second to come. */
  const undo = (event: Event) => {
    for (const { parameters, withoutWhere, keyOf, place } of undoing(event)) {
      const key = keyOf(event)
      if (key === null || !place.at(key)) continue
      if (withoutWhere && !withoutWhere(event, parameters(event.orgunit), noMeasures)) continue
      place.take(key)
    }
  }

  const begin = (event: Event) => {
    for (const { parameters, where, kept, keyOf, place, isOnlyNewest, lifeMs } of beginnings(event)) {
      if (where && !where(event, parameters(event.orgunit), noMeasures)) continue
      const key = keyOf(event)
      if (key === null) continue
      const first = new First(stampOf(event), kept.length === 0 ? noValues : valuesOf(event, kept))
      const known = place.renewed(key, event.time)
      const waiting = !known || isOnlyNewest ? first : withFirst(known, first, event.time - lifeMs)
      if (waiting !== known) place.put(key, waiting)
      place.taken++
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
  }
}

/** Whether a first event has what a rule asks for: one from before the rule shared its store may not. */
const hasAll = ({ values }: First, kept: readonly FieldNode[]): boolean => {
  for (const { name } of kept) if (!(name in values)) return false
  return true
}

const valuesOf = (event: Event, fields: readonly FieldNode[]): First['values'] => {
  const values: Record<string, Value> = {}
  for (const field of fields) values[field.name] = fieldValue(event, field)
  return values
}

/** The first events a second one is paired with, of each the newest first; null when that takes more steps than there is room. */
const paired = (
  { rule, when, kept, meter, pairSteps }: SequenceState,
  firsts: readonly First[],
  event: Event,
  params: readonly Value[],
  room: number,
): First[] | null => {
  const bound = event.time - rule.withinMs
  const isOldestFirst = rule.pair === 'first'
  const most = rule.pair === 'each' ? evidenceMax : 1
  const found: First[] = []
  let steps = 0
  for (let i = 0; i < firsts.length && found.length < most && steps <= room; i++) {
    const first = firsts[isOldestFirst ? i : firsts.length - 1 - i]!
    if (first.time <= bound) {
      if (!isOldestFirst) break
      steps++
      continue
    }
    steps += pairSteps
    if (!hasAll(first, kept) || (when && !when(event, params, noMeasures, first.values))) continue
    found.push(first)
    steps += hitSteps
  }
  meter.work.take(steps)
  return steps > room ? null : found
}
