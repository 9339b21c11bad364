import type { Bundle } from '../bundle/bundle.ts'
import type { Value } from '../events/event.ts'
import { type Compiled, compileCondition } from '../javascript/compile.ts'
import { allowedTime } from '../language/allowed-time.ts'
import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { deadlineReachMs } from '../language/duration.ts'
import type { Node } from '../language/tree.ts'
import { type Clock, lastDue, type Step } from './deadline-clock.ts'
import type { Meter, Work } from './meter.ts'
import type { Owns } from './part.ts'
import { compileTrigger, type Seen, type Trigger } from './trigger.ts'

/** How long after its due time a breached deadline is still watched for the event that meets it late. */
export const lateHorizonMs = 90 * 86_400_000

/** What a deadline knows from its opening on; plain data, as it is in a snapshot. */
export interface Opening {
  readonly key: string
  readonly orgunit: string
  readonly product: string | null
  readonly actor: string | null
  readonly openedAt: number
  dueAt: number
  readonly seen: Seen
  /** Reminders after the opening and the breach, by time. */
  steps: readonly Step[]
  /** Of a rule that can pause. */
  clock?: Clock
  /** The newest event of `on` that it goes back to, where that is not its own: it was started anew. */
  readonly since?: number
}

export interface Deadline extends Opening {
  readonly of: DeadlineTrigger
  /** Index of the next step; past the end it has breached and waits for being met late. */
  next: number
  /** Met, started anew or forgotten. */
  gone: boolean
  /** Its one valid place in the queue. */
  wake: Wake
}

/** When to look at a deadline again. */
export interface Wake {
  nextAt: number
  readonly deadline: Deadline
}

export interface DeadlineTrigger {
  readonly trigger: Trigger
  readonly rule: CheckedDeadlineRule
  readonly expectWhere: Compiled<boolean> | null
  readonly pauseWhere: Compiled<boolean> | null
  readonly resumeWhere: Compiled<boolean> | null
  readonly restartWhere: Compiled<boolean> | null
  readonly within: (params: readonly Value[]) => Duration
  readonly byKey: Map<string, Set<Deadline>>
  /** Openings in `byKey`. */
  held: number
  readonly work: Work
}

const withinOf = (rule: CheckedDeadlineRule, names: readonly string[]): DeadlineTrigger['within'] => {
  const { within } = rule
  if (within.kind !== 'param') return () => within
  const index = names.indexOf(within.name)
  return (params) => {
    const duration = allowedTime(String(params[index]))
    // Defaults and the parameter table were checked when the bundle was made.
    if (typeof duration === 'string') throw new Error(`${rule.id}: ${duration}`)
    return duration
  }
}

/** When something happens to a deadline without an event: a step is due or, at last, it is forgotten. */
export const wakesAt = ({ of, openedAt, dueAt, steps, next, clock, since }: Deadline): number => {
  const step = steps[next]
  if (step)
    return clock ? (clock.pausedAt === null ? Math.min(step.at, lastDue(openedAt)) : lastDue(openedAt)) : step.at
  const late = dueAt + lateHorizonMs
  return of.rule.restart.length === 0 ? late : Math.max(late, (since ?? openedAt) + deadlineReachMs)
}

/** A rule ready to open deadlines and to have them met. */
export const compileDeadline = (
  rule: CheckedDeadlineRule,
  bundle: Bundle,
  meter: Meter,
  owns: Owns | null,
): DeadlineTrigger => {
  const { work } = meter
  const trigger = compileTrigger(rule, bundle, work, owns)
  const compiled = (where: Node | null) => where && compileCondition(where, trigger.names)
  const deadline: DeadlineTrigger = {
    trigger,
    rule,
    expectWhere: compiled(rule.expectWhere),
    pauseWhere: compiled(rule.pauseWhere),
    resumeWhere: compiled(rule.resumeWhere),
    restartWhere: compiled(rule.restartWhere),
    within: withinOf(rule, trigger.names.params),
    byKey: new Map(),
    held: 0,
    work,
  }
  meter.holds(() => deadline.held)
  return deadline
}
