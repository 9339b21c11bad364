import type { Event } from '../events/event.ts'
import { compareEvents } from '../hits/order.ts'
import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { deadlineReachMs } from '../language/duration.ts'
import type { Node } from '../language/tree.ts'

/** How one deadline rule reads the events of one key, which stand in order. */
export interface DeadlineReading {
  readonly rule: CheckedDeadlineRule
  readonly isOne: (event: Event, types: readonly string[], where: Node | null) => boolean
  readonly allowed: (opening: Event) => Duration
  readonly shift: (ms: number, by: Duration, direction: 1 | -1) => number | null
  /** What the clock of such an allowance counts between two moments. */
  readonly between: (from: number, to: number, like: Duration) => number
}

/** Openings of the key: events of `on`, and those of `restart` that find one waiting. */
export const openingsOf = (events: readonly Event[], { rule, isOne }: DeadlineReading): Event[] =>
  events.filter((event) => isOne(event, rule.on, rule.where) || startsAnew(event, events, { rule, isOne }))

type Asking = Pick<DeadlineReading, 'rule' | 'isOne'>

const startsAnew = (event: Event, events: readonly Event[], { rule, isOne }: Asking): boolean => {
  if (!isOne(event, rule.restart, rule.restartWhere)) return false
  const earlier = events.filter((other) => compareEvents(other, event) < 0)
  return earlier.some(
    (first) =>
      isOne(first, rule.on, rule.where) &&
      first.time >= event.time - deadlineReachMs &&
      !earlier.some((other) => other.time >= first.time && isOne(other, rule.expect, rule.expectWhere)),
  )
}

/** The steps of one opening that hit by `until`; `events` are all of its key up to then, in order. */
export const stepsHit = (
  opening: Event,
  events: readonly Event[],
  until: number,
  reading: DeadlineReading,
): { step: string; at: number }[] => {
  const { rule, isOne, shift, between } = reading
  const allowed = reading.allowed(opening)
  const due = shift(opening.time, allowed, 1)
  if (due === null) return []
  const ending = events.find(
    (event) =>
      (event.time >= opening.time && isOne(event, rule.expect, rule.expectWhere)) ||
      (compareEvents(event, opening) > 0 && startsAnew(event, events, reading)),
  )
  const turns = turnsAfter(opening, events, reading)

  /** When a step falls that lies so long before the end, or at it; null for never. */
  const fall = (before: Duration | null): number | null => {
    let added = 0
    let resumedAt = opening.time
    for (let i = 0; ; i += 2) {
      const end = shift(opening.time, longer(allowed, added), 1)
      const plain = end === null || before === null ? end : shift(end, before, -1)
      if (plain === null) return null
      const at = i === 0 ? plain : Math.max(plain, resumedAt)
      const [pausedAt, again] = [turns[i], turns[i + 1]]
      if (pausedAt === undefined || pausedAt > at) return at
      if (again === undefined) return null
      added += between(pausedAt, again, allowed)
      resumedAt = again
    }
  }
  const exists = (before: Duration) => {
    const at = shift(due, before, -1)
    return at !== null && at > opening.time
  }
  return [
    ...rule.remind.flatMap((before, i) => (exists(before) ? [{ step: `remind-${i + 1}`, at: fall(before) }] : [])),
    { step: 'breach', at: fall(null) },
  ].flatMap(({ step, at }) =>
    at === null || at > until || at > opening.time + deadlineReachMs || (ending && ending.time <= at)
      ? []
      : [{ step, at }],
  )
}

/** Moments at which the clock of an opening stops and starts again, in turn. */
const turnsAfter = (opening: Event, events: readonly Event[], { rule, isOne }: DeadlineReading): number[] => {
  const turns: number[] = []
  for (const event of events) {
    if (event.time < opening.time) continue
    const runs = turns.length % 2 === 0
    if (runs ? isOne(event, rule.pause, rule.pauseWhere) : isOne(event, rule.resume, rule.resumeWhere))
      turns.push(event.time)
  }
  return turns
}

const longer = (allowed: Duration, by: number): Duration => {
  switch (allowed.kind) {
    case 'wall':
      return { ...allowed, ms: allowed.ms + by }
    case 'working':
      return { ...allowed, workingMs: allowed.workingMs + by }
    case 'workdays':
      return { ...allowed, workdays: allowed.workdays + by }
  }
}
