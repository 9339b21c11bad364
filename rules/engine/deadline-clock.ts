import type { Calendar } from '../calendar/compile.ts'
import { addTime, clockReading, longer, subtractTime } from '../calendar/working.ts'
import { compareText } from '../hits/order.ts'
import type { Duration } from '../language/checked.ts'
import { deadlineReachMs } from '../language/duration.ts'

export interface Step {
  /** `remind-1` … or `breach`. */
  readonly name: string
  readonly at: number
}

/** The clock of a deadline that can pause; plain data, replaced and never changed. */
export interface Clock {
  readonly allowed: Duration
  /** What the pauses ended so far add, in the allowance's own time. */
  readonly added: number
  /** Since when it stands, or null while it runs. */
  readonly pausedAt: number | null
}

/** The last moment at which a deadline may still be due. */
export const lastDue = (openedAt: number): number => openedAt + deadlineReachMs

const inOrder = (a: Step, b: Step): number => a.at - b.at || compareText(a.name, b.name)

/** Due time and steps at the opening, reminders by time and the breach last; null when it does not open. */
export const stepsAtOpening = (
  calendar: Calendar,
  remind: readonly Duration[],
  openedAt: number,
  allowed: Duration,
): { dueAt: number; steps: Step[] } | null => {
  const dueAt = addTime(calendar, openedAt, allowed)
  if (dueAt === null) return null
  const steps: Step[] = []
  for (const [i, before] of remind.entries()) {
    const at = subtractTime(calendar, dueAt, before)
    if (at !== null && at > openedAt) steps.push({ name: `remind-${i + 1}`, at })
  }
  steps.sort(inOrder)
  steps.push({ name: 'breach', at: dueAt })
  return { dueAt, steps }
}

/** A clock that stands from `time` on. */
export const paused = (clock: Clock, time: number): Clock => ({ ...clock, pausedAt: time })

/** A clock that runs again from `time` on. */
export const resumed = (calendar: Calendar, clock: Clock, time: number): Clock => {
  const from = clockReading(calendar, clock.pausedAt!, clock.allowed)!
  return { ...clock, added: clock.added + clockReading(calendar, time, clock.allowed)! - from, pausedAt: null }
}

/** The due time and the steps still to come of a clock that runs again since `time`; null beyond the contract's years. */
export const stepsFrom = (
  calendar: Calendar,
  remind: readonly Duration[],
  openedAt: number,
  { clock, time, left }: { clock: Clock; time: number; left: readonly Step[] },
): { dueAt: number; steps: Step[] } | null => {
  const end = addTime(calendar, openedAt, longer(clock.allowed, clock.added))
  if (end === null) return null
  const dueAt = Math.max(end, time)
  const reminders = left
    .filter(({ name }) => name !== 'breach')
    .map(({ name }) => {
      const before = remind[Number(name.replace('remind-', '')) - 1]!
      return { name, at: Math.max(subtractTime(calendar, end, before)!, time) }
    })
  return { dueAt, steps: [...reminders.sort(inOrder), { name: 'breach', at: dueAt }] }
}
