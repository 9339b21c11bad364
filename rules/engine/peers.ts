import type { Bundle } from '../bundle/bundle.ts'
import type { Calendar } from '../calendar/compile.ts'
import { localDay } from '../calendar/local.ts'
import type { Event, Value } from '../events/event.ts'
import { evidenceMax, type Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { compareText } from '../hits/order.ts'
import { type Compiled, compileCondition, compileValue } from '../javascript/compile.ts'
import type { CheckedPeerRule } from '../language/checked.ts'
import { thousandths } from '../language/peer.ts'
import { type Baseline, isFar, noDays, summed, without } from './baseline.ts'
import { indexEntries } from './candidates.ts'
import { type DayValue, dayValue, type StoredDay } from './day-value.ts'
import { Generations } from './generations.ts'
import type { Taking } from './meter.ts'
import type { Meters } from './meters.ts'
import type { Owns } from './part.ts'
import type { Row } from './rows.ts'
import { compileKey, compileTrigger, hitOf, noMeasures, type Trigger } from './trigger.ts'

type PastDay = readonly [day: number, value: number]

/** A key on the newest day of its group. */
interface Member {
  readonly value: DayValue
  /** The newest events, oldest first. */
  readonly newest: string[]
  /** That of this day, once it has been asked for. */
  baseline: Baseline | null
  /** The newest millisecond with an event, whether the rule held at it, and at the one before. */
  at: number
  holds: boolean
  held: boolean
}

/** Keys that are compared with one another, or one key alone with its own past. */
interface Group {
  /** Newest local day with an event; days before it are closed. */
  day: number
  readonly today: Map<string, Member>
  readonly past: Map<string, PastDay[]>
  /** All of the past summed up, once it has been asked for. */
  total: Baseline | null
}

interface PeerState {
  readonly rule: CheckedPeerRule
  readonly trigger: Trigger
  readonly calendar: Calendar
  readonly of: Compiled<Value> | null
  readonly when: Compiled<boolean> | null
  readonly bound: (params: readonly Value[]) => number
  /** Null when a part of it is absent, or when it is another engine's. */
  readonly groupOf: (event: Event) => string | null
  readonly groups: Generations<Group>
  /** Keys, each once a day. */
  readonly members: Taking
}

type StoredMember = [key: string, value: StoredDay, holds: boolean, newest: string[]]
export type StoredGroup = [group: string, day: number, today: StoredMember[], past: [key: string, days: PastDay[]][]]

/** An event that counts, and where. */
interface Counted {
  readonly state: PeerState
  readonly event: Event
  readonly key: string
  readonly params: readonly Value[]
  readonly group: Group
  readonly member: Member
}

const dayMs = 86_400_000

const stateOf = (rule: CheckedPeerRule, bundle: Bundle, meters: Meters, owns: Owns | null): PeerState => {
  const meter = meters.of(rule)
  const trigger = compileTrigger(rule, bundle, meter.work)
  const lifeMs = (rule.days + 2) * dayMs
  const members = { taken: 0 }
  meter.keeps(members, lifeMs)
  const { bound } = rule
  const place = bound.kind === 'param' ? trigger.names.params.indexOf(bound.name) : -1
  const fixed = bound.kind === 'literal' ? thousandths(bound.value as number) : 0
  return {
    rule,
    trigger,
    calendar: trigger.names.calendar,
    of: rule.of && compileValue(rule.of, trigger.names),
    when: rule.when && compileCondition(rule.when, trigger.names),
    bound: (params) => (place < 0 ? fixed : thousandths(params[place] as number)),
    groupOf: compileKey(rule.against ?? rule.key, owns),
    // Two days more than the baseline: that of the trigger, and what a change of the clock may add.
    groups: new Generations(lifeMs),
    members,
  }
}

/** All peer rules of a bundle with their state. */
export const createPeers = (bundle: Bundle, meters: Meters, owns: Owns | null) => {
  const all = bundle.rules.filter((rule) => rule.kind === 'peer').map((rule) => stateOf(rule, bundle, meters, owns))
  const candidates = indexEntries(all.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))

  const count = (state: PeerState, event: Event): Counted | null => {
    const { trigger, of, groups } = state
    const params = trigger.parameters(event.orgunit)
    if (trigger.where && !trigger.where(event, params, noMeasures)) return null
    const key = trigger.key(event)
    const name = key === null ? null : state.groupOf(event)
    const value = of ? of(event, params, noMeasures) : 0
    if (key === null || name === null || value === null) return null
    const day = localDay(state.calendar, event.time)!
    let group = groups.renew(name)
    if (!group) {
      group = { day, today: new Map(), past: new Map(), total: null }
      groups.put(name, group)
    }
    if (day !== group.day) turn(state.rule, group, day)
    let member = group.today.get(key)
    if (!member) {
      member = memberOf(dayValue(state.rule.function, null), false, [])
      group.today.set(key, member)
      state.members.taken++
    }
    if (member.at !== event.time) {
      member.held = member.holds
      member.holds = false
      member.at = event.time
    }
    member.value.add(value)
    member.newest.push(eventRef(event))
    if (member.newest.length > evidenceMax) member.newest.shift()
    return { state, event, key, params, group, member }
  }

  const judge = ({ state, event, key, params, group, member }: Counted, hits: Hit[]) => {
    const { rule, trigger, when } = state
    const value = member.value.read()
    if (value === null) return
    member.baseline ??= baselineOf(rule, group, key)
    const { count, sum } = member.baseline
    if (count < rule.minimum) return
    const exact = Number(sum)
    const measures = [value, Number.isSafeInteger(exact) ? exact : null, 1, Number(count)]
    // First what costs least: a day is mostly too small to be far.
    if (when && !when(event, params, measures)) return
    if (!isFar(rule, member.baseline, value, state.bound(params))) return
    member.holds = true
    if (member.held) return
    hits.push(hitOf(rule, trigger.see(event, params, measures), key, 'hit', event.time, [...member.newest]))
  }

  let turnAt = Number.NEGATIVE_INFINITY
  const age = (now: number) => {
    if (now < turnAt) return
    turnAt = all.reduce((least, { groups }) => Math.min(least, groups.age(now)), Number.POSITIVE_INFINITY)
  }

  return {
    /** Takes in and judges all events of one millisecond, sorted by (source, id). */
    observe(events: readonly Event[], hits: Hit[]) {
      age(events[0]!.time)
      const counted: Counted[] = []
      for (const event of events)
        for (const state of candidates(event)) {
          const one = count(state, event)
          if (one) counted.push(one)
        }
      for (const one of counted) judge(one, hits)
    },

    /** Groups with a baseline. */
    groups: () => all.reduce((sum, { groups }) => sum + groups.size, 0),

    *rows(now: number): Generator<Row> {
      for (const state of all) {
        const groups = [...state.groups].sort(([a], [b]) => compareText(a, b))
        for (const [name, group] of groups)
          for (const stored of storedGroup(state, name, group, now))
            yield ['peers', state.rule.id, state.rule.version, stored]
      }
    },

    /** Takes the days of a rule this bundle has in the same version; those of another are left out. */
    restore(ruleId: string, version: number, [name, day, today, past]: StoredGroup) {
      const state = all.find(({ rule }) => rule.id === ruleId && rule.version === version)
      if (!state) return
      state.members.taken += past.reduce((sum, [, known]) => sum + known.length, today.length)
      const { function: fn } = state.rule
      state.groups.put(name, {
        day,
        today: new Map(
          today.map(([key, value, holds, newest]) => [key, memberOf(dayValue(fn, value), holds, [...newest])]),
        ),
        past: new Map(past.map(([key, days]) => [key, [...days]])),
        total: null,
      })
    },
  }
}

const memberOf = (value: DayValue, holds: boolean, newest: string[]): Member => ({
  value,
  newest,
  baseline: null,
  at: Number.NEGATIVE_INFINITY,
  holds,
  held: false,
})

/** Closes the group's day and begins another; what lies before the baseline of that one is forgotten. */
const turn = ({ days }: CheckedPeerRule, group: Group, day: number): void => {
  const { past, today } = group
  for (const [key, { value }] of today) {
    const closed = value.read()
    if (closed === null) continue
    const known = past.get(key)
    if (known) known.push([group.day, closed])
    else past.set(key, [[group.day, closed]])
  }
  for (const [key, known] of past) {
    const kept = known.filter(([of]) => of >= day - days)
    if (kept.length === 0) past.delete(key)
    else if (kept.length < known.length) past.set(key, kept)
  }
  today.clear()
  group.total = null
  group.day = day
}

const valuesOf = (days: readonly PastDay[]): number[] => days.map(([, value]) => value)

const baselineOf = (rule: CheckedPeerRule, group: Group, key: string): Baseline => {
  const own = summed(valuesOf(group.past.get(key) ?? []))
  if (rule.against === null) return own
  group.total ??= [...group.past.values()].map((days) => summed(valuesOf(days))).reduce(together, noDays)
  return without(group.total, own)
}

const together = (a: Baseline, b: Baseline): Baseline => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
})

/** A group with the days that still count for a trigger after `now`; nothing when there are none. */
const storedGroup = (
  { rule, calendar }: PeerState,
  name: string,
  { day, today, past }: Group,
  now: number,
): StoredGroup[] => {
  const first = (localDay(calendar, now) ?? (now > 0 ? Number.POSITIVE_INFINITY : day)) - rule.days
  const members = day < first ? [] : [...today].sort(([a], [b]) => compareText(a, b))
  const days = [...past]
    .map(([key, known]): [string, PastDay[]] => [key, known.filter(([of]) => of >= first)])
    .filter(([, known]) => known.length > 0)
    .sort(([a], [b]) => compareText(a, b))
  if (members.length === 0 && days.length === 0) return []
  return [
    [name, day, members.map(([key, { value, holds, newest }]) => [key, value.stored(), holds, [...newest]]), days],
  ]
}
