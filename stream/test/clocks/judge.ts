import type { Event } from '@mingjing/rules/events/event.ts'
import { lateness, mostAhead } from '../../order/order.ts'
import { type Arrival, decode } from '../simulation/arrivals.ts'
import { compare, foundHits, holdings, referenceHits, replayed } from '../simulation/judge.ts'
import { correctedAfter, stepsOfWall } from './incidents.ts'
import { plainSteps, type Step } from './limits.ts'
import { plainDays } from './plain-days.ts'
import type { ClockRun } from './run.ts'

export interface Verdict {
  readonly broken: readonly string[]
  /** Steps of time limits that fell due. */
  readonly steps: number
  /** Those that a wall clock which was wrong for long made fire before true time had come so far. */
  readonly byWrongClock: number
  /** Events it made late. */
  readonly late: number
  readonly events: number
  /** Steps whose times a holiday table that came changed. */
  readonly byTable: number
}

interface Stored {
  readonly offset: number
  readonly verdict: 'ok' | 'late'
}
interface Hit {
  readonly rule_id: string
  readonly trigger_id: string
  readonly step: string
  readonly at: string
  readonly seq: number
}
interface Written {
  readonly seq: number
  readonly to_offset: number
  readonly watermark: string
  readonly rule_set: string
}

/** Clocks of the machines of a simulation differ by so much at most, ms. */
const mostSkew = 1_000
/** How long after its due time a step may take when nothing is wrong: out of order, quiet, a look at the clock; true ms. */
const promptMs = 32_000
/** And what of it passes on the simulated machine, ms. */
const workMs = 10_000
/** A process that died while firing has its successor by then, simulated ms. */
const successorMs = 23_000

const parsed = <T>(lines: readonly string[]): T[] => lines.map((line) => JSON.parse(line) as T)
const momentOf = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const nameOf = ({ ruleId, triggerId, step, at }: Step) => `${ruleId} ${triggerId} ${step} ${new Date(at).toISOString()}`

/** Whether each step fired once, at its due time, neither before its time had come nor long after. */
export const judge = (run: ClockRun): Verdict => {
  const { story, books, clickhouse } = run
  const broken = [...run.broken]
  const stored = new Map(parsed<Stored>(clickhouse.rows('events')).map(({ offset, verdict }) => [offset, verdict]))
  const eventOf = (record: Arrival): Event => {
    const decoded = decode(record)
    if (decoded.kind !== 'event') throw new Error(`no event: ${decoded.reason}`)
    return decoded.event
  }
  const onTime = story.records
    .filter(({ offset }) => stored.get(offset) === 'ok')
    .map((record) => ({ record, event: eventOf(record) }))
  const judgedUntil = Math.max(...books.plans.map(({ clock }) => clock - lateness))
  if (judgedUntil < story.horizon) broken.push('time was not judged to its end')

  // Which days an event was judged by: those of the block in which time came to it.
  const blocks = parsed<Written>(clickhouse.rows('blocks')).map((row) => ({
    ...row,
    watermark: momentOf(row.watermark),
  }))
  const offsets = new Map(onTime.map(({ record, event }) => [event.id, record.offset]))
  const daysUnder = new Map(blocks.map(({ rule_set }) => [rule_set, plainDays(run.tablesOf(rule_set))]))
  const blockOf = ({ id, time }: Event) =>
    blocks.find(({ watermark, to_offset }) => watermark >= time && to_offset > offsets.get(id)!)!
  const events = onTime.map(({ event }) => event)
  const expected = plainSteps(events, judgedUntil, (event) => daysUnder.get(blockOf(event).rule_set)!)
  const hits = parsed<Hit>(clickhouse.rows('hits')).map((hit) => ({
    ...{ ruleId: hit.rule_id, triggerId: hit.trigger_id, step: hit.step, at: momentOf(hit.at), seq: hit.seq },
  }))
  broken.push(...compare({ steps: expected.map(nameOf) }, { steps: hits.map(nameOf) }, 'the words of the rules'))
  broken.push(...compare(replayed(books, story, run.bundleOf), holdings(clickhouse, books), 'its plans'))
  const sets = new Set(blocks.map(({ rule_set }) => rule_set))
  if (sets.size === 1) {
    const reference = referenceHits(clickhouse, story, run.bundleOf([...sets][0]!), judgedUntil)
    broken.push(...compare(reference, foundHits(clickhouse), 'the reference'))
  }

  broken.push(...clocksUnjustified(run, onTime), ...early(run, onTime, hits), ...missed(run, hits))

  const isAhead = story.incidents.some((incident) => run.came.has(incident) && incident.error > 0)
  const lateOnes = story.records.filter(({ offset }) => stored.get(offset) === 'late')
  const byWrongClock = hits.filter(({ at, seq }) => story.passing.trueAt(run.planned[seq - 1]!) < at).length
  if (!isAhead) {
    if (byWrongClock > 0) broken.push(`no clock was ahead, yet ${byWrongClock} steps fired before their time`)
    for (const record of lateOnes)
      if (!isOvertaken(run, onTime, record, eventOf(record))) broken.push(`${eventOf(record).id} was late by no clock`)
  }
  const dead = story.records.filter(({ offset }) => !stored.has(offset))
  for (const record of dead) {
    const { time, id } = eventOf(record)
    if (time < story.passing.trueAt(record.at) + mostAhead) broken.push(`${id} was lost`)
  }
  const undisturbed = plainSteps(events, judgedUntil, () => daysUnder.get(blocks[0]!.rule_set)!).map(nameOf)
  const byTable = expected.filter((step) => !undisturbed.includes(nameOf(step))).length
  return { broken, steps: expected.length, byWrongClock, late: lateOnes.length, events: stored.size, byTable }
}

interface OnTime {
  readonly record: Arrival
  readonly event: Event
}

/**
 * Whether an event that was dated ahead when it was sent lies before the record in a backlog, read when its time had come:
 * nothing tells the worker then that it was sent early, and what is older than it comes late.
 */
const isOvertaken = (
  { story, books }: ClockRun,
  onTime: readonly OnTime[],
  record: Arrival,
  { time }: Event,
): boolean =>
  onTime.some(({ record: other, event }) => {
    const isDatedAhead = event.time > story.passing.trueAt(other.at) + lateness
    const readAt = books.plans.find(({ to }) => to > other.offset)!.answers.wall
    return (
      isDatedAhead && other.offset < record.offset && event.time - lateness >= time && event.time <= readAt + lateness
    )
  })

/** Plans whose clock is neither event time that was read nor a wall clock that may be trusted. */
const clocksUnjustified = (run: ClockRun, onTime: readonly OnTime[]): string[] => {
  const { story, books, wall, steady, readings, planned } = run
  const steps = stepsOfWall(story.incidents).map((at) => story.passing.at(at))
  return books.plans.flatMap((plan) => {
    const { seq, clock, to, answers } = plan
    const read = onTime.filter(({ record }) => record.offset < to)
    if (clock === 0 || read.some(({ event }) => event.time === clock)) return []
    const is = (what: string) => [`the clock of block ${seq} is ${new Date(clock).toISOString()}, ${what}`]
    if (clock !== answers.wall) return is('and not what the wall clock showed')
    const reading = readings.get(clock)?.findLast(({ at }) => at <= planned[seq - 1]!)
    if (!reading) return is('which no wall clock showed')
    const { at, since } = reading
    if (steady(at) - steady(since) < lateness) return is('of a process that has just begun')
    const unread = story.records.find((record) => record.at <= at && record.offset >= to)
    if (unread) return is(`and record ${unread.offset} had not been read`)
    const recent = (then: number) => then <= at && steady(at) - steady(then) < lateness && then >= since
    const wrong = steps.find((then) => then > since && recent(then))
    if (wrong !== undefined) return is('of a wall clock that was set a moment ago')
    const fresh = read.find(
      ({ record, event }) => recent(record.at) && event.time <= wall(record.at) && event.time <= wall(at) - mostSkew,
    )
    return fresh ? is(`and ${fresh.event.id} had come a moment ago`) : []
  })
}

/** Steps fired before event time or a clock that the plans go by had come so far. */
const early = (run: ClockRun, onTime: readonly OnTime[], hits: readonly (Step & { seq: number })[]): string[] => {
  let [come, n] = [Number.NEGATIVE_INFINITY, 0]
  const comeBy = run.books.plans.map(({ clock, to, answers }) => {
    come = Math.max(come, clock - lateness)
    for (let next = onTime[n]; next && next.record.offset < to; next = onTime[++n])
      if (next.event.time <= answers.wall + lateness) come = Math.max(come, next.event.time - lateness)
    return come
  })
  return hits
    .filter(({ at, seq }) => at > comeBy[seq - 1]!)
    .map((hit) => `fired before its time, in block ${hit.seq}: ${nameOf(hit)}`)
}

/** Steps that were not done soon after they fell due, or after what was wrong just then was over. */
const missed = ({ story, came, deaths, done }: ClockRun, hits: readonly (Step & { seq: number })[]): string[] => {
  const { passing, incidents } = story
  const wrong = [
    ...incidents
      .filter((incident) => incident.kind !== 'dies firing' && came.has(incident))
      .map(({ from, to, kind }) => ({ from, to: kind === 'hand over' ? to + correctedAfter : to })),
    ...deaths.map((at) => ({ from: passing.trueAt(at), to: passing.trueAt(at + successorMs) })),
  ].sort((a, b) => a.from - b.from)
  return hits.flatMap((hit) => {
    let from = hit.at + lateness
    const limit = () => passing.trueAt(passing.at(from) + workMs) + promptMs
    for (const span of wrong) if (span.from < limit() && span.to > from) from = span.to
    const at = passing.trueAt(done[hit.seq - 1]!)
    return at <= limit() ? [] : [`done only at ${new Date(at).toISOString()}: ${nameOf(hit)}`]
  })
}
