import type { Event } from '@mingjing/rules/events/event.ts'
import { compareEvents } from '@mingjing/rules/hits/order.ts'
import { starts, stepOf } from './step.ts'

/** A row of `milestones` without its block; times are epoch ms, durations whole seconds, `amount` fen. */
export interface Milestone {
  readonly subject: string
  readonly step: string
  readonly at: number
  readonly since_previous_s: number | null
  readonly since_start_s: number | null
  readonly working_s_since_start: number | null
  readonly orgunit: string
  readonly product: string | null
  readonly channel: string | null
  readonly actor: string | null
  readonly decision: string | null
  readonly mode: string | null
  readonly suggestion: string | null
  readonly amount: number | null
  /** 1 stands, −1 takes an earlier row back. */
  readonly sign: 1 | -1
}

/** What is kept of a step: the event's own values, before anything is inherited from earlier steps. */
interface Step {
  readonly step: string
  readonly at: number
  readonly source: string
  readonly id: string
  readonly orgunit: string
  readonly product: string | null
  readonly channel: string | null
  readonly actor: string | null
  readonly decision: string | null
  readonly mode: string | null
  readonly suggestion: string | null
  readonly amount: number | null
}

/** Steps by subject, each in order of (time, source, id). */
export interface Milestones {
  readonly cases: Map<string, Step[]>
  /** Cases are looked through for old ones once a day of event time. */
  sweptAt: number
}

/** A case without a step for so long is forgotten, ms of event time; a later step begins a new case. */
export const keptMs = 60 * 86_400_000
const sweepMs = 86_400_000

export const createMilestones = (): Milestones => ({ cases: new Map(), sweptAt: 0 })

/** Working ms between two moments, or null where no calendar reaches. */
export type WorkingTime = (from: number, to: number) => number | null

/**
 * Enters an event and returns the rows it changes: its own, and corrections when it came before steps already known.
 * A step counts once a case, at its earliest event, so that sums over rows are counts of cases. What product and channel
 * a step lacks it inherits from the latest earlier step that has them. The sum of all rows does not depend on the order
 * in which events come.
 */
export const enter = (milestones: Milestones, event: Event, working: WorkingTime): Milestone[] => {
  const name = stepOf(event)
  if (name === null) return []
  const step = stepFrom(event, name)
  const steps = milestones.cases.get(event.subject)
  if (!steps) {
    milestones.cases.set(event.subject, [step])
    return rows(event.subject, [step], working)
  }
  const last = steps.at(-1)!
  if (compare(last, step) < 0 && !steps.some((known) => known.step === name)) {
    steps.push(step)
    return rows(event.subject, steps, working, steps.length - 1)
  }
  const before = rows(event.subject, steps, working)
  const known = steps.findIndex((other) => other.step === name)
  if (known !== -1) {
    if (compare(steps[known]!, step) <= 0) return []
    steps.splice(known, 1)
  }
  const place = steps.findIndex((other) => compare(step, other) < 0)
  steps.splice(place === -1 ? steps.length : place, 0, step)
  return difference(before, rows(event.subject, steps, working))
}

/** Forgets cases that have long been quiet. `newest` is the newest event time, epoch ms. */
export const sweep = (milestones: Milestones, newest: number): void => {
  if (newest < milestones.sweptAt + sweepMs) return
  milestones.sweptAt = newest
  for (const [subject, steps] of milestones.cases) {
    if (steps.at(-1)!.at < newest - keptMs) milestones.cases.delete(subject)
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const stepFrom = (event: Event, step: string): Step => ({
  step,
  at: event.time,
  source: event.source,
  id: event.id,
  orgunit: event.orgunit,
  product: text(event.data.product),
  channel: text(event.data.channel),
  actor: text(event.data.actor),
  decision: text(event.data.decision),
  mode: text(event.data.mode),
  suggestion: text(event.data.suggestion),
  amount: typeof event.data.amount === 'number' ? event.data.amount : null,
})

const compare = (a: Step, b: Step): number =>
  compareEvents({ time: a.at, source: a.source, id: a.id }, { time: b.at, source: b.source, id: b.id })

/** Rows of the steps from index `from` on. */
const rows = (subject: string, steps: readonly Step[], working: WorkingTime, from = 0): Milestone[] => {
  const start = steps.find((step) => starts.has(step.step))
  let product: string | null = null
  let channel: string | null = null
  const result: Milestone[] = []
  for (const [i, step] of steps.entries()) {
    product = step.product ?? product
    channel = step.channel ?? channel
    if (i < from) continue
    const previous = steps[i - 1]
    const started = start && step.at >= start.at ? start.at : null
    const worked = started === null ? null : working(started, step.at)
    result.push({
      subject,
      step: step.step,
      at: step.at,
      since_previous_s: previous ? seconds(step.at - previous.at) : null,
      since_start_s: started === null ? null : seconds(step.at - started),
      working_s_since_start: worked === null ? null : seconds(worked),
      orgunit: step.orgunit,
      product,
      channel,
      actor: step.actor,
      decision: step.decision,
      mode: step.mode,
      suggestion: step.suggestion,
      amount: step.amount,
      sign: 1,
    })
  }
  return result
}

const seconds = (ms: number): number => Math.floor(ms / 1000)

/** Takes back the rows that no longer hold and enters those that now do. */
const difference = (before: readonly Milestone[], after: readonly Milestone[]): Milestone[] => {
  const standing = new Map(before.map((row) => [JSON.stringify(row), row]))
  const entered: Milestone[] = []
  for (const row of after) if (!standing.delete(JSON.stringify(row))) entered.push(row)
  return [...[...standing.values()].map((row) => ({ ...row, sign: -1 as const })), ...entered]
}
