import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { hitId, stepAt } from '../hits/id.ts'
import { compareText } from '../hits/order.ts'
import type { CheckedScoreRule } from '../language/checked.ts'
import type { DeadlineChange } from './deadline-change.ts'
import { Generations } from './generations.ts'
import type { Taking } from './meter.ts'
import type { Meters } from './meters.ts'
import type { Row } from './rows.ts'

/** Where a hit comes from, told with it when its event is no longer at hand. Epoch milliseconds. */
export interface Origin {
  readonly orgunit: string
  readonly product: string | null
  readonly channel: string | null
  readonly actor: string | null
  readonly triggerAt: number
}

/** A hit that a score may count. Plain data. */
export interface Counted {
  readonly ruleId: string
  readonly subject: string
  readonly step: string
  readonly at: number
  readonly triggerId: string
  readonly amount: number | null
  readonly origin: Origin
}

interface ScoreState {
  readonly rule: CheckedScoreRule
  readonly weights: ReadonlyMap<string, number>
  /** The newest hit of each weighed rule, by subject. */
  readonly newest: Generations<Record<string, Counted>>
  /** Subjects, each once for every life of the score in which it is hit. */
  readonly subjects: Taking
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const originOf = (event: Event): Origin => ({
  orgunit: event.orgunit,
  product: text(event.data.product),
  channel: text(event.data.channel),
  actor: text(event.data.actor),
  triggerAt: event.time,
})

export const originOfChange = ({ orgunit, product, actor, openedAt }: DeadlineChange): Origin => ({
  orgunit,
  product,
  channel: null,
  actor,
  triggerAt: openedAt,
})

/** What a score may count of a hit; null of a reminder, which counts for nothing. */
export const countedOf = (hit: Hit, origin: Origin): Counted | null => {
  const { ruleId, subject, step, triggerId, amount } = hit
  if (step.startsWith('remind')) return null
  return { ruleId, subject, step, at: Date.parse(hit.at), triggerId, amount, origin }
}

/** By rule, then trigger and step. */
const compareCounted = (a: Counted, b: Counted): number => compareText(a.ruleId, b.ruleId) || compareOfRule(a, b)
const compareOfRule = (a: Counted, b: Counted): number =>
  compareText(a.triggerId, b.triggerId) || compareText(a.step, b.step)

/** All score rules of a bundle with their state. */
export const createScores = (bundle: Bundle, meters: Meters) => {
  const all = bundle.rules
    .filter((rule) => rule.kind === 'score')
    .map((rule): ScoreState => {
      const subjects = { taken: 0 }
      // A subject hit lately was counted in the life of then or in the one before.
      meters.of(rule).keeps(subjects, rule.withinMs * 2)
      return {
        rule,
        weights: new Map(rule.of.map(({ ruleId, weight }) => [ruleId, weight])),
        newest: new Generations(rule.withinMs),
        subjects,
      }
    })
  const named = new Set(all.flatMap(({ weights }) => [...weights.keys()]))
  let waiting: Counted[] = []

  /** Judges one moment of one subject. */
  const judge = (state: ScoreState, now: readonly Counted[], hits: Hit[], origins: Map<Hit, Origin>) => {
    const { rule, weights, newest } = state
    const own = now.filter(({ ruleId }) => weights.has(ruleId)).sort(compareCounted)
    const last = own.at(-1)
    if (!last) return
    const { at, subject } = last
    const known = newest.renew(subject) ?? {}
    const life = (moment: number) => Math.floor(moment / rule.withinMs)
    if (!Object.values(known).some((one) => life(one.at) === life(at))) state.subjects.taken++
    const sum = () => {
      let total = 0
      for (const one of Object.values(known)) if (one.at > at - rule.withinMs) total += weights.get(one.ruleId)!
      return total
    }
    const before = bandOf(rule, sum())
    for (const one of own) known[one.ruleId] = one
    newest.put(subject, known)
    const score = sum()
    const band = bandOf(rule, score)
    if (band <= before) return
    const counting = Object.values(known).filter((one) => one.at > at - rule.withinMs)
    counting.sort((a, b) => a.at - b.at || compareText(a.ruleId, b.ruleId))
    const step = `band-${band}`
    const hit: Hit = {
      hitId: hitId(rule.id, rule.version, subject, last.triggerId, stepAt(step, at)),
      ruleId: rule.id,
      ruleVersion: rule.version,
      key: subject,
      step,
      subject,
      at: new Date(at).toISOString(),
      triggerId: last.triggerId,
      evidence: [...new Set(counting.map(({ triggerId }) => triggerId))],
      severity: rule.bands[band - 1]!.severity,
      amount: last.amount,
      values: Object.fromEntries([
        ['sum', score],
        ...counting.map(({ ruleId }) => [ruleId, weights.get(ruleId)!] as const),
      ]),
    }
    hits.push(hit)
    origins.set(hit, last.origin)
  }

  return {
    /** Rules whose hits are to be told. */
    named: named as ReadonlySet<string>,

    /** Takes in a hit that some score weighs. */
    count(hit: Counted) {
      if (named.has(hit.ruleId)) waiting.push(hit)
    },

    /** Judges every moment up to and including `until`, to which no hit can be added any more. */
    judge(until: number, hits: Hit[], origins: Map<Hit, Origin>) {
      if (waiting.length === 0) return
      const due = waiting.filter(({ at }) => at <= until)
      if (due.length === 0) return
      waiting = waiting.filter(({ at }) => at > until)
      const moments = Map.groupBy(due, ({ at, subject }) => `${at} ${subject}`)
      for (const moment of [...moments.values()].sort(([a], [b]) => a!.at - b!.at))
        for (const state of all) {
          state.newest.age(moment[0]!.at)
          judge(state, moment, hits, origins)
        }
    },

    /** The earliest moment that waits to be judged, or null. */
    next: (): number | null => waiting.reduce<number | null>((least, { at }) => Math.min(least ?? at, at), null),

    *rows(now: number): Generator<Row> {
      const sorted = [...waiting].sort(
        (a, b) => a.at - b.at || compareText(a.subject, b.subject) || compareCounted(a, b),
      )
      for (const hit of sorted) yield ['waiting', hit]
      for (const { rule, newest } of all) {
        const subjects = [...newest].sort(([a], [b]) => compareText(a, b))
        for (const [subject, known] of subjects) {
          const counting = Object.values(known).filter(({ at }) => at > now - rule.withinMs)
          if (counting.length > 0) yield ['score', rule.id, rule.version, subject, counting.sort(compareCounted)]
        }
      }
    },

    /** Takes what a score of this bundle in the same version has counted. */
    restore(ruleId: string, version: number, subject: string, known: readonly Counted[]) {
      const state = all.find(({ rule }) => rule.id === ruleId && rule.version === version)
      if (!state) return
      state.subjects.taken++
      const weighed = known.filter((one) => state.weights.has(one.ruleId))
      state.newest.put(subject, Object.fromEntries(weighed.map((one) => [one.ruleId, one])))
    },
  }
}

const bandOf = (rule: CheckedScoreRule, score: number): number => {
  let band = 0
  for (const { from } of rule.bands) if (from <= score) band++
  return band
}
