import { workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import { bankDays } from '@mingjing/sql/bank-days/bank-days.ts'

export interface Due {
  /** Working ms left; negative once over. */
  workingMs: number
  over: boolean
  /** Less than two working hours left. */
  soon: boolean
}

const soonMs = 2 * 3_600_000

/** The due clock in the bank's working time: nights and holidays do not run it. */
export const dueOf = (dueAt: number | null, now: number): Due | null => {
  if (dueAt === null) return null
  const workingMs = workingMsBetween(bankDays(), now, dueAt) ?? dueAt - now
  const over = now > dueAt
  return { workingMs, over, soon: !over && workingMs <= soonMs }
}
