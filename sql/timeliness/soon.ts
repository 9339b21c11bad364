import { addWorking } from '@mingjing/rules/calendar/working.ts'
import { bankDays } from '../bank-days/bank-days.ts'

/** Working hours ahead in which something counts as about to be overdue. */
export const soonHours = 8

/**
 * Up to which moment (epoch ms, included) a time limit is about to run out, seen from `asOf`: {@link soonHours} of the
 * bank's working time ahead, so that before a weekend or a holiday the next working day is in view. Beyond the years of
 * the calendar nothing is.
 */
export const soonUntil = (asOf: number): number =>
  addWorking(bankDays(), asOf, { workingMs: soonHours * 3_600_000 }) ?? asOf
