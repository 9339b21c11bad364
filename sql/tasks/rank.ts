import { workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import { compareText } from '@mingjing/rules/hits/order.ts'
import { bankDays } from '../bank-days/bank-days.ts'

/** An approval task that waits for somebody: a time limit that runs. Moments are epoch ms. */
export interface OpenTask {
  readonly ruleId: string
  readonly subject: string
  readonly orgunit: string
  readonly product: string
  /** Null where nobody has it yet. */
  readonly approver: string | null
  readonly state: 'open' | 'reminded' | 'breached' | 'paused'
  readonly openedAt: number
  readonly dueAt: number
}

/** How an approver did with tasks of one kind lately. */
export interface Habit {
  /** Tasks settled in the time looked at. */
  readonly tasks: number
  /** Of them, not done in time. */
  readonly late: number
  /** Working time from opening to done, the median by nearest rank, ms; null where none was done. */
  readonly typicalMs: number | null
}

/** The points of a task, by what gives them; their sum ranks it. */
export interface TaskTerms {
  /** 40 overdue, 20 reminded, 10 running; 0 while its clock stands. */
  state: number
  /** Working time left: 30 none, 24 up to two hours, 16 up to eight, 8 up to sixteen; 0 while its clock stands. */
  timeLeft: number
  /** 20 when the approver usually needs longer than is left, and up to 10 by the share they finish late. */
  behaviour: number
}

export interface RankedTask extends OpenTask {
  readonly rank: number
  readonly points: number
  readonly terms: TaskTerms
  /** Working ms, negative when overdue; null while its clock stands, or beyond the calendar. */
  readonly leftMs: number | null
  /** Null where too little is known of the approver; see {@link fewTasks}. */
  readonly habit: Habit | null
}

/** With fewer tasks of its kind an approver's past says nothing. */
export const fewTasks = 5

const hour = 3_600_000

const statePoints: Record<OpenTask['state'], number> = { breached: 40, reminded: 20, open: 10, paused: 0 }

const timePoints = (leftMs: number | null): number => {
  if (leftMs === null) return 0
  if (leftMs <= 0) return 30
  if (leftMs <= 2 * hour) return 24
  if (leftMs <= 8 * hour) return 16
  return leftMs <= 16 * hour ? 8 : 0
}

const habitPoints = (habit: Habit | null, leftMs: number | null): number => {
  if (habit === null || leftMs === null) return 0
  const slow = habit.typicalMs !== null && habit.typicalMs > leftMs ? 20 : 0
  return slow + Math.round((10 * habit.late) / habit.tasks)
}

export const habitKey = (ruleId: string, approver: string): string => `${ruleId}\u001f${approver}`

/**
 * What to do first, seen from `asOf` (epoch ms), each with the points that say why. Ties go to what is due first, then by
 * subject and rule. `habits` by {@link habitKey}.
 */
export const rankTasks = (tasks: readonly OpenTask[], habits: ReadonlyMap<string, Habit>, asOf: number): RankedTask[] =>
  tasks
    .map((task) => {
      const known = task.approver === null ? undefined : habits.get(habitKey(task.ruleId, task.approver))
      const habit = known !== undefined && known.tasks >= fewTasks ? known : null
      const leftMs = task.state === 'paused' ? null : workingMsBetween(bankDays(), asOf, task.dueAt)
      const terms: TaskTerms = {
        state: statePoints[task.state],
        timeLeft: timePoints(leftMs),
        behaviour: habitPoints(habit, leftMs),
      }
      return { ...task, terms, leftMs, habit, points: terms.state + terms.timeLeft + terms.behaviour }
    })
    .sort(
      (a, b) =>
        b.points - a.points ||
        a.dueAt - b.dueAt ||
        compareText(a.subject, b.subject) ||
        compareText(a.ruleId, b.ruleId),
    )
    .map((task, i) => ({ ...task, rank: i + 1 }))
