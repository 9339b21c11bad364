import { dayNumber, instantOf, monthOf } from './clock.ts'
import { branchOf, branchWeight, organisation } from './organisation.ts'
import { randomAt, unit } from './random.ts'
import { defaultEnd, type Simulation, startOf } from './simulate.ts'
import { isWorkday } from './working.ts'

/** A goal of the branch cockpit: a row of the table of goals. */
export interface BranchGoal {
  indicator: string
  orgunit: string
  product: ''
  /** `YYYY-MM`. */
  month: string
  /** A count, whole fen, or millionths of a share. */
  value: number
}

const yuan = 100
/** What a sub-branch of middling business does on a working day. */
const perWorkday: Record<string, number> = {
  'appointments.booked': 2.46,
  'business.accounts-opened': 0.1,
  'business.settlement-amount': 290_000 * yuan,
  'business.payroll-amount': 75_000 * yuan,
  'business.credit-drawn': 171_000 * yuan,
  'business.visits': 0.5,
  'business.signed': 0.195,
}
/** What a sub-branch of middling business holds at any time. */
const standing: Record<string, number> = { 'business.deposits': 28_000_000 * yuan }
/** Shares the bank wants of every unit alike. */
const shares: Record<string, number> = {
  'appointments.booked-online': 0.82,
  'appointments.shown-up': 0.88,
  'appointments.arrivals-booked': 0.35,
  'appointments.recognised': 0.65,
  'appointments.wait-long': 0.1,
  'appointments.machine-share': 0.35,
  'appointments.sold': 0.12,
  'appointments.satisfied': 0.9,
  'business.machine-share': 0.35,
  'business.satisfied': 0.9,
  'business.opened-in-a-day': 0.8,
  'business.settled-online': 0.82,
}

/**
 * Goals of the branch cockpit for every month the log touches and the one after: amounts by sub-branch, so that those of
 * a branch are their sum, attained by about 80 to 120 %; shares for the whole bank. A month counts whole.
 */
export const branchGoals = ({
  seed,
  days,
  end = defaultEnd,
}: Pick<Simulation, 'seed' | 'days' | 'end'>): BranchGoal[] => {
  const last = dayNumber(instantOf(end) - 1)
  const months = new Set<string>()
  for (let number = dayNumber(startOf({ days, end })); number <= last + 31; number++) months.add(monthOf(number))
  const goals: BranchGoal[] = []
  for (const month of months) {
    let workdays = 0
    const first = dayNumber(instantOf(`${month}-01`))
    for (let number = first; monthOf(number) === month; number++) workdays += isWorkday(number) ? 1 : 0
    for (const { id, level } of organisation) {
      if (level !== 'sub-branch') continue
      const weight = branchWeight(branchOf(id))
      const set = (indicator: string, expected: number) => {
        const attained = 0.8 + 0.4 * unit(randomAt(seed, 'branch-goal', id, indicator))
        const value = Math.max(1, Math.round((expected * weight) / attained))
        goals.push({ indicator, orgunit: id, product: '', month, value })
      }
      for (const [indicator, each] of Object.entries(perWorkday)) set(indicator, each * workdays)
      for (const [indicator, whole] of Object.entries(standing)) set(indicator, whole)
    }
    for (const [indicator, share] of Object.entries(shares))
      goals.push({ indicator, orgunit: 'hq', product: '', month, value: Math.round(share * 1_000_000) })
  }
  return goals
}
