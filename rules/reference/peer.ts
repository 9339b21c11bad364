import type { Event, Value } from '../events/event.ts'
import type { CheckedPeerRule } from '../language/checked.ts'
import type { Average } from './values.ts'

/** An event that counts: with a key, peers, a local day and a value. */
export interface Counted {
  readonly event: Event
  readonly key: string
  readonly peers: string
  readonly day: number
  readonly value: Value
}

/** What the reference lends: a day's aggregate, the bound and the condition at a trigger. */
interface Lent {
  readonly aggregate: (values: readonly Value[]) => Value
  readonly bound: (event: Event) => number
  readonly when: (event: Event, measures: ReadonlyMap<string, Value | Average>) => boolean
}

interface Found {
  readonly trigger: Event
  readonly evidence: readonly Event[]
  readonly measures: ReadonlyMap<string, Value | Average>
}

interface Day {
  readonly key: string
  readonly day: number
  readonly events: readonly Counted[]
  readonly value: Value
}

/** Goes through the days of every key and looks at each millisecond of them, with the baseline written out as a list. */
export const peerHits = (rule: CheckedPeerRule, counted: readonly Counted[], lent: Lent): Found[] =>
  [...Map.groupBy(counted, ({ peers }) => peers).values()].flatMap((group) => {
    const days = [...Map.groupBy(group, ({ key, day }) => `${day} ${key}`).values()].map((events): Day => {
      const { key, day } = events[0]!
      return { key, day, events, value: lent.aggregate(events.map(({ value }) => value)) }
    })
    return days.flatMap((day) => {
      const baseline = days
        .filter((other) => other.day < day.day && other.day >= day.day - rule.days)
        .filter((other) => rule.against === null || other.key !== day.key)
        .flatMap(({ value }) => (value === null ? [] : [BigInt(value as number)]))
      return baseline.length < rule.minimum ? [] : hitsOfDay(rule, day, baseline, lent)
    })
  })

const hitsOfDay = (rule: CheckedPeerRule, { events }: Day, baseline: readonly bigint[], lent: Lent): Found[] => {
  const found: Found[] = []
  let heldBefore = false
  for (const moment of new Set(events.map(({ event }) => event.time))) {
    const sofar = events.filter(({ event }) => event.time <= moment)
    const value = lent.aggregate(sofar.map((one) => one.value))
    const sum = baseline.reduce((a, b) => a + b, 0n)
    const shown = sum <= 2n ** 53n - 1n && sum >= -(2n ** 53n) + 1n
    const measures = new Map<string, Value | Average>([
      ['value', value],
      ['baseline', shown ? { sum, count: BigInt(baseline.length) } : null],
    ])
    const holding = sofar
      .filter(({ event }) => event.time === moment)
      .filter(
        ({ event }) =>
          value !== null &&
          isFar(rule, BigInt(value as number), baseline, BigInt(Math.round(lent.bound(event) * 1000))) &&
          lent.when(event, measures),
      )
    if (!heldBefore)
      for (const { event } of holding) found.push({ trigger: event, evidence: sofar.map((one) => one.event), measures })
    heldBefore = holding.length > 0
  }
  return found
}

/**
 * value ≷ bound · mean, or |value − mean| > bound · deviation on that side: both squared, with the deviation summed from
 * the distances of the single values, everything taken n times.
 */
const isFar = (
  { compare, side }: CheckedPeerRule,
  value: bigint,
  baseline: readonly bigint[],
  thousandths: bigint,
): boolean => {
  const n = BigInt(baseline.length)
  const sum = baseline.reduce((a, b) => a + b, 0n)
  if (compare === 'ratio')
    return side === 'over' ? value * n * 1000n > thousandths * sum : value * n * 1000n < thousandths * sum
  // n³ times the variance: the sum of (n·x − S)².
  const squares = baseline.reduce((total, x) => total + (n * x - sum) ** 2n, 0n)
  const away = n * value - sum
  if (squares === 0n || (side === 'over' ? away <= 0n : away >= 0n)) return false
  return away ** 2n * n * 1_000_000n > thousandths ** 2n * squares
}
