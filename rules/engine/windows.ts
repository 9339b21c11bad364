import type { Bundle } from '../bundle/bundle.ts'
import { calendarOf } from '../bundle/calendars.ts'
import { canonicalJson } from '../bundle/canonical.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { compareEvents, compareText } from '../hits/order.ts'
import { type Compiled, compileCondition, compileValue } from '../javascript/compile.ts'
import type { CheckedMeasure, CheckedWindowRule } from '../language/checked.ts'
import type { Node } from '../language/tree.ts'
import { type AggregateKind, Entry, kindOf } from './aggregate.ts'
import { indexEntries } from './candidates.ts'
import { inputsOf } from './inputs.ts'
import type { KeySpaces, Place } from './key-space.ts'
import type { Work } from './meter.ts'
import type { Meters } from './meters.ts'
import type { Stamp } from './stamp.ts'
import { compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'
import { newestAfter, readOf, type View, type Windowed, type WindowSpec, withEntry } from './window.ts'

/** Windows of one signature: all rules whose measures aggregate the same values of the same events read them. */
interface Store extends WindowSpec {
  readonly keyOf: (event: Event) => string | null
  readonly place: Place<Windowed>
  readonly where: Compiled<boolean> | null
  readonly of: Compiled<Value> | null
  readonly parameters: (orgunit: string) => readonly Value[]
  readonly views: View[]
  /** Of its patterns: every rule that reads it pays for them. */
  readonly work: Work
  /** Known when all measures are. */
  lifeMs: number
}

interface Reading {
  readonly store: Store
  readonly view: number
  readonly isAverage: boolean
  /** What an absent window reads as: a sum or count of none is 0, the least or average of none null. */
  readonly none: number | null
}

interface WindowTrigger {
  readonly trigger: Trigger
  readonly rule: CheckedWindowRule
  readonly keyOf: (event: Event) => string | null
  readonly readings: readonly Reading[]
  readonly when: Compiled<boolean>
  /** Filled anew at every trigger; nothing keeps it. */
  readonly measures: (number | null)[]
}

/** Everything that decides which values a measure aggregates, as one text; equal texts share their windows. */
const signatureOf = (rule: CheckedWindowRule, measure: CheckedMeasure, bundle: Bundle): string =>
  canonicalJson({
    key: rule.key.map((field) => field.name),
    over: [...measure.over].sort(compareText),
    where: measure.where,
    of: measure.of,
    ...inputsOf(rule, [measure.where, measure.of], bundle),
  })

/** All window rules of a bundle with their state. */
export const createWindows = (bundle: Bundle, spaces: KeySpaces, stampOf: (event: Event) => Stamp, meters: Meters) => {
  const rules = bundle.rules.filter((rule) => rule.kind === 'window')
  const stores = new Map<string, Store>()
  const overOf = new Map<Store, { over: readonly string[]; where: Node | null }>()

  const storeOf = (rule: CheckedWindowRule, measure: CheckedMeasure, trigger: Trigger): Store => {
    const signature = signatureOf(rule, measure, bundle)
    const known = stores.get(signature)
    if (known) return known
    const work = meters.work()
    const names = { ...trigger.names, measures: [], calendar: calendarOf(bundle, rule.calendar), work }
    const space = spaces.of(rule.key)
    const store: Store = {
      keyOf: space.keyOf,
      place: space.place(signature, {
        store(windowed, now, number) {
          const entries = newestAfter(windowed, now - store.lifeMs, Number.MAX_SAFE_INTEGER)
          return entries.length === 0 ? undefined : entries.flatMap(({ stamp, value }) => [number(stamp), value])
        },
        revive(stored, stamp) {
          const entries: Entry[] = []
          const list = stored as (number | Entry['value'])[]
          for (let i = 0; i < list.length; i += 2) entries.push(new Entry(stamp(list[i] as number), list[i + 1]!))
          store.place.taken += entries.length
          return entries.slice(1).reduce<Windowed>((windowed, entry) => withEntry(store, windowed, entry), entries[0]!)
        },
      }),
      where: measure.where && compileCondition(measure.where, names),
      of: measure.of && compileValue(measure.of, names),
      parameters: trigger.parameters,
      views: [],
      work,
      lifeMs: 0,
    }
    stores.set(signature, store)
    overOf.set(store, { over: measure.over, where: measure.where })
    return store
  }

  const viewOf = (store: Store, kind: AggregateKind, withinMs: number): number => {
    store.lifeMs = Math.max(store.lifeMs, withinMs)
    const known = store.views.findIndex((view) => view.kind === kind && view.withinMs === withinMs)
    return known >= 0 ? known : store.views.push({ kind, withinMs }) - 1
  }

  const triggers: WindowTrigger[] = rules.map((rule) => {
    const meter = meters.of(rule)
    const trigger = compileTrigger(rule, bundle, meter.work)
    const readings = rule.measures.map((measure): Reading => {
      const store = storeOf(rule, measure, trigger)
      meter.shares(store.work)
      meter.keeps(store.place, measure.withinMs)
      const kind = kindOf(measure.function)
      const none = measure.function === 'avg' || kind === 'min' || kind === 'max' ? null : 0
      return { store, view: viewOf(store, kind, measure.withinMs), isAverage: measure.function === 'avg', none }
    })
    const measures = new Array<number | null>(readings.length * 2).fill(null)
    const { keyOf } = spaces.of(rule.key)
    return { trigger, rule, keyOf, readings, when: compileCondition(rule.when, trigger.names), measures }
  })

  for (const { place, lifeMs } of stores.values()) place.keepsFor(lifeMs)
  const feeds = indexEntries([...overOf].map(([store, { over, where }]) => ({ types: over, where, item: store })))
  const judges = indexEntries(triggers.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))

  const feed = (event: Event) => {
    let counted: Entry | undefined
    for (const store of feeds(event)) {
      const key = store.keyOf(event)
      if (key === null) continue
      const params = store.parameters(event.orgunit)
      if (store.where && !store.where(event, params, noMeasures)) continue
      let entry = counted
      if (store.of) {
        const value = store.of(event, params, noMeasures)
        if (value === null) continue
        entry = new Entry(stampOf(event), value)
      } else if (!entry) {
        entry = new Entry(stampOf(event), 0)
        counted = entry
      }
      const known = store.place.renewed(key, event.time)
      const windowed = known ? withEntry(store, known, entry) : entry
      if (windowed !== known) store.place.put(key, windowed)
      store.place.taken++
    }
  }

  const judge = (event: Event, hits: Hit[]) => {
    for (const { trigger, rule, keyOf, readings, when, measures } of judges(event)) {
      const params = trigger.parameters(event.orgunit)
      if (trigger.where && !trigger.where(event, params, noMeasures)) continue
      const key = keyOf(event)
      if (key === null) continue
      for (let i = 0; i < readings.length; i++) {
        const { store, view, isAverage, none } = readings[i]!
        const windowed = store.place.at(key)
        const found = windowed && readOf(store, windowed, view, event.time)
        measures[i] = found === undefined || (isAverage && found.size === 0) ? none : found.value
        measures[readings.length + i] = found?.size ?? 0
      }
      if (!when(event, params, measures)) continue
      const evidence = evidenceOf(readings, key, stampOf(event))
      hits.push(hitOf(rule, trigger.see(event, params, measures), key, 'hit', event.time, evidence))
    }
  }

  return {
    /** Takes in and judges all events of one millisecond. */
    observe(group: readonly Event[], hits: Hit[]) {
      for (const event of group) feed(event)
      for (const event of group) judge(event, hits)
    },
  }
}

/** The newest events of all measures and the trigger, oldest first, each once. */
const evidenceOf = (readings: readonly Reading[], key: string, trigger: Stamp): string[] => {
  const events = [trigger]
  for (const { store, view } of readings) {
    const windowed = store.place.at(key)
    if (!windowed) continue
    const bound = trigger.time - store.views[view]!.withinMs
    events.push(...newestAfter(windowed, bound, evidenceMax).map(({ stamp }) => stamp))
  }
  events.sort(compareEvents)
  const different = events.filter((event, i) => i === 0 || compareEvents(event, events[i - 1]!) !== 0)
  return different.slice(-evidenceMax).map(({ ref }) => ref)
}
