import type { Bundle } from '../bundle/bundle.ts'
import type { Calendar } from '../calendar/compile.ts'
import { compileCalendar, startOf } from '../calendar/compile.ts'
import { localDay } from '../calendar/local.ts'
import { addWorking, subtractWorking, workingMsBetween } from '../calendar/working.ts'
import type { Event, Value } from '../events/event.ts'
import { isWithinContract } from '../events/moment.ts'
import { contains, headOffice } from '../events/orgunit.ts'
import type { Hit } from '../hits/hit.ts'
import { hitId } from '../hits/id.ts'
import { compareEvents, compareHits } from '../hits/order.ts'
import type {
  CheckedDeadlineRule,
  CheckedMeasure,
  CheckedPeerRule,
  CheckedRule,
  CheckedSequenceRule,
  CheckedWindowRule,
  Duration,
} from '../language/checked.ts'
import { parseDuration } from '../language/duration.ts'
import type { FlowQuestion } from '../language/flow-graph.ts'
import type { Node } from '../language/tree.ts'
import { typesRead } from '../language/types-read.ts'
import { type DeadlineReading, openingsOf, stepsHit } from './deadline.ts'
import { flowHits } from './flow.ts'
import { type Counted, peerHits } from './peer.ts'
import { scoreHits } from './score.ts'
import { type Average, evaluate, type Place } from './values.ts'

/**
 * Every hit of a bundle on a set of events, judged up to and including `until` (epoch ms): events after it do not
 * exist. Slow and plain on purpose: it holds all events, looks through those of the key for every trigger, and shares with
 * the engine nothing but the tree, the calendars and the id of a hit. The order of `events` does not matter.
 */
export const evaluateReference = (bundle: Bundle, events: readonly Event[], until: number): Hit[] => {
  const seen = events.filter((event) => event.time <= until).sort(compareEvents)
  const hits = bundle.rules.flatMap((rule) => new Judge(bundle, rule, seen).hits(until))
  const scores = bundle.rules.filter((rule) => rule.kind === 'score').flatMap((rule) => scoreHits(rule, hits))
  return [...hits, ...scores].sort(compareHits)
}

const dayMs = 86_400_000

const ref = (event: Event) => `${event.source}#${event.id}`

class Judge {
  readonly #bundle: Bundle
  readonly #rule: CheckedRule
  readonly #events: readonly Event[]
  readonly #calendar: Calendar
  /** The only index, beside the types read: without it a log of a real bank would take days. In the order of `events`. */
  readonly #byKey: ReadonlyMap<string | null, readonly Event[]>

  constructor(bundle: Bundle, rule: CheckedRule, events: readonly Event[]) {
    this.#bundle = bundle
    this.#rule = rule
    const types: readonly string[] = typesRead(rule)
    this.#events = events.filter(({ type }) => types.includes(type))
    this.#calendar = compileCalendar(bundle.calendars.find((calendar) => calendar.name === rule.calendar)!)
    this.#byKey = Map.groupBy(this.#events, (event) => this.#key(event))
  }

  hits(until: number): Hit[] {
    const rule = this.#rule
    if (rule.flow) return this.#flow(rule.flow)
    const triggers = this.#events.filter(
      (event) => this.#isOne(event, rule.on, rule.where) && this.#key(event) !== null,
    )
    switch (rule.kind) {
      case 'score':
        return []
      case 'match':
        return triggers.map((event) => this.#hit(event, 'hit', event.time, [event], new Map()))
      case 'window':
        return triggers.flatMap((event) => this.#window(rule, event))
      case 'deadline':
        return this.#deadlines(rule, until)
      case 'peer':
        return this.#peer(rule, triggers)
      case 'sequence': {
        const firsts = new Set(triggers)
        return this.#events
          .filter((event) => this.#isOne(event, rule.then, rule.thenWhere) && this.#key(event) !== null)
          .flatMap((event) => this.#sequence(rule, firsts, event))
      }
    }
  }

  #flow(question: FlowQuestion): Hit[] {
    const cases = [...this.#byKey].flatMap(([key, events]) => (key === null ? [] : [events]))
    return flowHits(question, cases, {
      value: (node, event) => evaluate(node, this.#place(event)),
      hit: ({ trigger, evidence, counts, first }) => this.#hit(trigger, 'hit', trigger.time, evidence, counts, first),
    })
  }

  #sequence(rule: CheckedSequenceRule, firsts: ReadonlySet<Event>, second: Event): Hit[] {
    const isUndone = (first: Event) =>
      this.#sameKey(second).some(
        (event) =>
          compareEvents(first, event) < 0 &&
          compareEvents(event, second) < 0 &&
          this.#isOne(event, rule.without, rule.withoutWhere),
      )
    const qualifying = this.#sameKey(second).filter(
      (first) =>
        firsts.has(first) &&
        compareEvents(first, second) < 0 &&
        first.time > second.time - rule.withinMs &&
        !isUndone(first) &&
        (rule.when === null || evaluate(rule.when, this.#place(second, new Map(), first)) === true),
    )
    const hit = (step: string, first: Event) => this.#hit(second, step, second.time, [first, second], new Map(), first)
    if (qualifying.length === 0) return []
    if (rule.pair === 'first') return [hit('hit', qualifying[0]!)]
    if (rule.pair === 'last') return [hit('hit', qualifying.at(-1)!)]
    return qualifying
      .reverse()
      .slice(0, 20)
      .map((first, i) => hit(`hit-${i + 1}`, first))
  }

  #peer(rule: CheckedPeerRule, triggers: readonly Event[]): Hit[] {
    const counted = triggers.flatMap((event): Counted[] => {
      const place = this.#place(event)
      const key = this.#key(event)!
      const parts = (rule.against ?? []).map((field) => evaluate(field, place))
      const peers = rule.against === null ? key : parts.map(String).join('\u001f')
      const value = rule.of ? evaluate(rule.of, place) : true
      const day = localDay(this.#calendar, event.time)!
      return parts.includes(null) || value === null ? [] : [{ event, key, peers, day, value }]
    })
    const { bound } = rule
    return peerHits(rule, counted, {
      aggregate: (values) => aggregate(rule, values) as Value,
      bound: (event) => evaluate(bound, this.#place(event)) as number,
      when: (event, measures) => rule.when === null || evaluate(rule.when, this.#place(event, measures)) === true,
    }).map(({ trigger, evidence, measures }) => this.#hit(trigger, 'hit', trigger.time, evidence, measures))
  }

  #window(rule: CheckedWindowRule, trigger: Event): Hit[] {
    const measures = new Map<string, Value | Average>()
    const evidence = new Set([trigger])
    for (const measure of rule.measures) {
      const aggregated = this.#aggregated(measure, trigger)
      for (const { event } of aggregated) evidence.add(event)
      measures.set(
        measure.name,
        aggregate(
          measure,
          aggregated.map(({ value }) => value),
        ),
      )
    }
    if (evaluate(rule.when, this.#place(trigger, measures)) !== true) return []
    return [this.#hit(trigger, 'hit', trigger.time, [...evidence], measures)]
  }

  #aggregated(measure: CheckedMeasure, trigger: Event): { event: Event; value: Value }[] {
    return this.#sameKey(trigger)
      .filter((event) => event.time > trigger.time - measure.withinMs && event.time <= trigger.time)
      .filter((event) => this.#isOne(event, measure.over, measure.where))
      .map((event) => ({ event, value: measure.of ? evaluate(measure.of, this.#place(event)) : true }))
      .filter(({ value }) => value !== null)
  }

  #deadlines(rule: CheckedDeadlineRule, until: number): Hit[] {
    const reading: DeadlineReading = {
      rule,
      isOne: (event, types, where) => this.#isOne(event, types, where),
      allowed: (opening) =>
        rule.within.kind === 'param' ? parseDuration(String(this.#param(opening, rule.within.name)))! : rule.within,
      shift: (ms, by, direction) => this.#shift(ms, by, direction),
      between: (from, to, like) => this.#between(from, to, like),
    }
    return [...this.#byKey].flatMap(([key, events]) =>
      key === null
        ? []
        : openingsOf(events, reading).flatMap((opening) =>
            stepsHit(opening, events, until, reading).map(({ step, at }) =>
              this.#hit(opening, step, at, [opening], new Map()),
            ),
          ),
    )
  }

  #between(from: number, to: number, like: Duration): number {
    if (like.kind === 'wall') return to - from
    if (like.kind === 'working') return workingMsBetween(this.#calendar, from, to)!
    // A moment is of the first working day that does not close before it: count the closings passed between the two.
    const { workdays, lengthMs } = this.#calendar
    const nearby = workdays.filter((day) => day >= from / dayMs - 2 && day <= to / dayMs + 2)
    const closings = [...nearby].map((day) => startOf(this.#calendar, day) + lengthMs)
    return closings.filter((closing) => closing >= from && closing < to).length
  }

  #shift(ms: number, by: Duration, direction: 1 | -1): number | null {
    if (by.kind === 'wall') {
      const moved = ms + direction * by.ms
      return isWithinContract(moved) ? moved : null
    }
    return (direction > 0 ? addWorking : subtractWorking)(this.#calendar, ms, by)
  }

  #isOne(event: Event, types: readonly string[], where: Node | null): boolean {
    return types.includes(event.type) && (where === null || evaluate(where, this.#place(event)) === true)
  }

  #sameKey(event: Event): readonly Event[] {
    return this.#byKey.get(this.#key(event)) ?? []
  }

  #key(event: Event): string | null {
    const parts = this.#rule.key.map((field) => evaluate(field, this.#place(event)))
    return parts.includes(null) ? null : parts.map(String).join('\u001f')
  }

  #param(event: Event, name: string): Value {
    const values = this.#bundle.parameters[this.#rule.id]?.[name] ?? {}
    const holding = Object.keys(values).filter((unit) => contains(unit, event.orgunit))
    const nearest = holding.sort((a, b) => rank(b) - rank(a))[0]
    return nearest === undefined ? this.#rule.params[name]!.default : values[nearest]!
  }

  #onList(name: string, value: string, day: number): boolean {
    const { entries } = this.#bundle.lists.find((list) => list.name === name)!
    return entries.some(
      (entry) =>
        entry.value === value &&
        day >= (entry.fromDay ?? Number.NEGATIVE_INFINITY) &&
        day <= (entry.toDay ?? Number.POSITIVE_INFINITY),
    )
  }

  #place(event: Event, measures: ReadonlyMap<string, Value | Average> = new Map(), first: Event | null = null): Place {
    return {
      event,
      calendar: this.#calendar,
      param: (name) => this.#param(event, name),
      measure: (name) => measures.get(name) ?? null,
      onList: (name, value) => this.#onList(name, value, localDay(this.#calendar, event.time)!),
      first,
    }
  }

  #hit(
    trigger: Event,
    step: string,
    at: number,
    evidence: readonly Event[],
    measures: ReadonlyMap<string, Value | Average>,
    first: Event | null = null,
  ): Hit {
    const rule = this.#rule
    const key = this.#key(trigger)!
    const place = this.#place(trigger, measures, first)
    const values: Record<string, Value> = {}
    for (const shown of rule.shown) {
      if (shown.from === 'field') values[shown.name] = evaluate(shown.field, place)
      if (shown.from === 'first') values[shown.name] = evaluate({ ...shown.field, kind: 'first' }, place)
      if (shown.from === 'param') values[shown.name] = place.param(shown.param)
      if (shown.from === 'measure') values[shown.name] = written(place.measure(shown.measure))
    }
    return {
      hitId: hitId(rule.id, rule.version, key, ref(trigger), step),
      ruleId: rule.id,
      ruleVersion: rule.version,
      key,
      step,
      subject: trigger.subject,
      at: new Date(at).toISOString(),
      triggerId: ref(trigger),
      evidence: [...evidence].sort(compareEvents).slice(-20).map(ref),
      severity: rule.severity,
      amount: rule.amount ? (evaluate(rule.amount, place) as number | null) : null,
      values,
    }
  }
}

/** The head office stands above every unit, however short that one's name. */
const rank = (unit: string) => (unit === headOffice ? 0 : unit.length)

const written = (value: Value | Average): Value =>
  typeof value === 'object' && value !== null ? `${value.sum}/${value.count}` : value

const aggregate = (measure: Pick<CheckedMeasure, 'function'>, values: readonly Value[]): Value | Average => {
  const numbers = () => values.map((value) => BigInt(value as number))
  const sum = () => numbers().reduce((a, b) => a + b, 0n)
  const isInt = (n: bigint) => n <= 2n ** 53n - 1n && n >= -(2n ** 53n) + 1n
  switch (measure.function) {
    case 'count':
      return values.length
    case 'sum':
      return isInt(sum()) ? Number(sum()) : null
    case 'avg':
      return values.length === 0 || !isInt(sum()) ? null : { sum: sum(), count: BigInt(values.length) }
    case 'min':
    case 'max': {
      const sorted = [...(values as readonly number[])].sort((a, b) => a - b)
      return (measure.function === 'min' ? sorted[0] : sorted.at(-1)) ?? null
    }
    case 'distinct':
      return new Set(values).size
  }
}
