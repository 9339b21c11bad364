import type { Bundle } from '../bundle/bundle.ts'
import { calendarOf } from '../bundle/calendars.ts'
import { canonicalJson } from '../bundle/canonical.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { compareEvents, compareText } from '../hits/order.ts'
import { type Compiled, compileCondition, compileValue } from '../javascript/compile.ts'
import type { CheckedMeasure, CheckedWindowRule } from '../language/checked.ts'
import { listsIn } from '../language/expressions.ts'
import { type Node, nodesOf } from '../language/tree.ts'
import { type AggregateKind, type Entry, kindOf } from './aggregate.ts'
import { indexEntries } from './candidates.ts'
import { type Kept, nowhere, remembering, settle } from './key-space.ts'
import { compileKey, compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'
import { type View, Window } from './window.ts'

/** A stored window: the signature of its measure, then its keys with the events that still count. */
export type WindowSnapshot = [
  signature: string,
  keys: [key: string, entries: [number, string, string, Entry['value']][]][],
][]

/** Windows of one signature: all rules whose measures aggregate the same values of the same events read them. */
interface Store extends Kept<Window> {
  readonly signature: string
  readonly where: Compiled<boolean> | null
  readonly of: Compiled<Value> | null
  readonly parameters: (orgunit: string) => readonly Value[]
  readonly views: View[]
  /** That of the longest measure, which is known when all are. */
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

/** What is answered by the rule's calendar; a list, because its days are local. */
const ofCalendar: readonly string[] = ['localHour', 'localWeekday', 'isWorkday', 'isWorkingTime', 'onList']

/** Everything that decides which values a measure aggregates, as one text; equal texts share their windows. */
const signatureOf = (rule: CheckedWindowRule, measure: CheckedMeasure, bundle: Bundle): string => {
  const nodes = [measure.where, measure.of].flatMap((node: Node | null) => (node ? [...nodesOf(node)] : []))
  const params = [...new Set(nodes.filter((node) => node.kind === 'param').map((node) => node.name))]
  const lists = listsIn([measure.where, measure.of].filter((node) => node !== null))
  const asksCalendar = nodes.some((node) => node.kind === 'call' && ofCalendar.includes(node.op))
  return canonicalJson({
    key: rule.key.map((field) => field.name),
    over: [...measure.over].sort(compareText),
    where: measure.where,
    of: measure.of,
    params: params.map((name) => [name, rule.params[name]?.default, bundle.parameters[rule.id]?.[name] ?? null]),
    ...(lists.size > 0 && { lists: bundle.lists.filter(({ name }) => lists.has(name)) }),
    calendar: asksCalendar ? bundle.calendars.find((calendar) => calendar.name === rule.calendar) : null,
  })
}

/** All window rules of a bundle with their state. */
export const createWindows = (bundle: Bundle) => {
  const rules = bundle.rules.filter((rule) => rule.kind === 'window')
  const stores = new Map<string, Store>()
  const overOf = new Map<Store, { over: readonly string[]; where: Node | null }>()

  const keys = new Map<string, (event: Event) => string | null>()
  const specOf = (rule: CheckedWindowRule) => rule.key.map((field) => field.name).join()
  /** One key function for all rules of the same key: it makes the text once an event. */
  const keyFor = (rule: CheckedWindowRule) => {
    const spec = specOf(rule)
    const known = keys.get(spec)
    if (known) return known
    const compiled = remembering(compileKey(rule.key))
    keys.set(spec, compiled)
    return compiled
  }

  const storeOf = (rule: CheckedWindowRule, measure: CheckedMeasure, trigger: Trigger): Store => {
    const signature = signatureOf(rule, measure, bundle)
    const known = stores.get(signature)
    if (known) return known
    const names = { ...trigger.names, measures: [], calendar: calendarOf(bundle, rule.calendar) }
    const store: Store = {
      signature,
      keySpec: specOf(rule),
      where: measure.where && compileCondition(measure.where, names),
      of: measure.of && compileValue(measure.of, names),
      parameters: trigger.parameters,
      views: [],
      lifeMs: 0,
      space: nowhere(),
      place: 0,
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
    const trigger = compileTrigger(rule, bundle)
    const readings = rule.measures.map((measure): Reading => {
      const store = storeOf(rule, measure, trigger)
      const kind = kindOf(measure.function)
      const none = measure.function === 'avg' || kind === 'min' || kind === 'max' ? null : 0
      return { store, view: viewOf(store, kind, measure.withinMs), isAverage: measure.function === 'avg', none }
    })
    const measures = new Array<number | null>(readings.length * 2).fill(null)
    return { trigger, rule, keyOf: keyFor(rule), readings, when: compileCondition(rule.when, trigger.names), measures }
  })

  const all = [...stores.values()]
  const spaces = settle(all, (spec) => keys.get(spec)!)
  const feeds = indexEntries([...overOf].map(([store, { over, where }]) => ({ types: over, where, item: store })))
  const judges = indexEntries(triggers.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))

  const feed = (event: Event) => {
    let counted: Entry | undefined
    for (const store of feeds(event)) {
      const { space, place } = store
      const key = space.keyOf(event)
      if (key === null) continue
      const params = store.parameters(event.orgunit)
      if (store.where && !store.where(event, params, noMeasures)) continue
      let entry = counted
      if (store.of) {
        const value = store.of(event, params, noMeasures)
        if (value === null) continue
        entry = { time: event.time, source: event.source, id: event.id, value }
      } else if (!entry) {
        entry = { time: event.time, source: event.source, id: event.id, value: 0 }
        counted = entry
      }
      const windows = space.fed(key)
      const window = windows[place]
      if (window) window.push(entry)
      else windows[place] = new Window(store.views, store.lifeMs, entry)
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
        const found = store.space.at(key, store.place)?.read(view, event.time)
        measures[i] = found === undefined || (isAverage && found.size === 0) ? none : found.value
        measures[readings.length + i] = found?.size ?? 0
      }
      if (!when(event, params, measures)) continue
      const evidence = evidenceOf(readings, key, event)
      hits.push(hitOf(rule, trigger.see(event, params, measures), key, 'hit', event.time, evidence))
    }
  }

  let turnAt = Number.NEGATIVE_INFINITY
  const age = (now: number) => {
    if (now < turnAt) return
    turnAt = Number.POSITIVE_INFINITY
    for (const space of spaces) turnAt = Math.min(turnAt, space.age(now))
  }

  return {
    /** Takes in and judges all events of one millisecond. */
    observe(group: readonly Event[], hits: Hit[]) {
      age(group[0]!.time)
      for (const event of group) feed(event)
      for (const event of group) judge(event, hits)
    },
    /** Live keys; one that several rules of the same composition of fields ask for counts once. */
    keys: () => spaces.reduce((sum, space) => sum + space.size, 0),
    snapshot: (now: number): WindowSnapshot =>
      [...all]
        .sort((a, b) => compareText(a.signature, b.signature))
        .map((store) => [
          store.signature,
          [...store.space.of(store.place)]
            .map(([key, window]) => [key, window.entriesAt(now)] as const)
            .filter(([, entries]) => entries.length > 0)
            .sort(([a], [b]) => compareText(a, b))
            .map(([key, entries]) => [key, entries.map(({ time, source, id, value }) => [time, source, id, value])]),
        ]),
    /** Takes the windows of measures this bundle has too; those of others are left out. */
    restore(snapshot: WindowSnapshot) {
      turnAt = Number.NEGATIVE_INFINITY
      for (const space of spaces) space.clear()
      for (const [signature, keys] of snapshot) {
        const store = stores.get(signature)
        if (!store) continue
        for (const [key, stored] of keys) {
          const [first, ...rest] = stored.map(([time, source, id, value]): Entry => ({ time, source, id, value }))
          if (!first) continue
          const window = new Window(store.views, store.lifeMs, first)
          for (const entry of rest) window.push(entry)
          store.space.fed(key)[store.place] = window
        }
      }
    },
  }
}

type Placed = Pick<Entry, 'time' | 'source' | 'id'>

/** The newest events of all measures and the trigger, oldest first, each once. */
const evidenceOf = (readings: readonly Reading[], key: string, trigger: Event): string[] => {
  const events: Placed[] = [trigger]
  for (const { store, view } of readings) {
    const window = store.space.at(key, store.place)
    if (window) events.push(...window.newestOf(view, trigger.time, evidenceMax))
  }
  events.sort(compareEvents)
  const different = events.filter((event, i) => i === 0 || compareEvents(event, events[i - 1]!) !== 0)
  return different.slice(-evidenceMax).map(eventRef)
}
