import { dayNumber, instantOf, monthOf } from './clock.ts'
import { branchIds, branchWeight } from './organisation.ts'
import { goalProducts, meanAmount, type Product, products } from './products.ts'
import { randomAt, unit } from './random.ts'
import { defaultEnd, type Simulation, startOf } from './simulate.ts'
import { isWorkday } from './working.ts'

/** Volume to be disbursed in a month: a row of the table of goals. */
export interface Goal {
  orgunit: string
  product: Product
  /** `YYYY-MM`. */
  month: string
  /** Whole fen, in whole ten thousands of yuan. */
  amount: number
}

/** Share of a working day's applications that come on another day; see businessOf. */
const restDay = 0.35
/**
 * What is paid out against (applications × share approved × mean amount), measured on months of the bank itself:
 * withdrawals, blocked scans and month's ends take away, bounds of the amounts and the planted cases add.
 */
const paidOut: Record<(typeof goalProducts)[number], number> = { car: 0.91, home: 1.05, consumption: 1.17 }
/** Days between application and money, which the first month of a bank that opens on its first day has less. */
const lag = 2

/** What the whole bank can be expected to pay out in that month for that product, counting days from `first` on only. */
const expectedVolume = (product: (typeof goalProducts)[number], month: string, first: number): number => {
  let days = 0
  const from = Math.max(dayNumber(instantOf(`${month}-01`)), first + lag)
  for (let number = from; monthOf(number) === month; number++) days += isWorkday(number) ? 1 : restDay
  return days * products[product].perDay * products[product].approve * paidOut[product] * meanAmount(product)
}

/**
 * Goals per branch × product for every month the log touches and the one after. Set from the expected volume so that
 * attainment at the month's end lies between about 65 and 135 % by branch; the month in which the log begins only for
 * the days it covers.
 */
export const monthlyGoals = ({ seed, days, end = defaultEnd }: Pick<Simulation, 'seed' | 'days' | 'end'>): Goal[] => {
  const first = dayNumber(startOf({ days, end }))
  const last = dayNumber(instantOf(end) - 1)
  const months = new Set<string>()
  for (let number = first; number <= last; number++) months.add(monthOf(number))
  months.add(monthAfter(monthOf(last)))
  const goals: Goal[] = []
  for (const month of months)
    for (const product of goalProducts) {
      const expected = expectedVolume(product, month, first) / branchIds.length
      for (const orgunit of branchIds) {
        const attained = 0.75 + 0.5 * unit(randomAt(seed, 'goal', orgunit, product))
        const amount = Math.max(1, Math.round((expected * branchWeight(orgunit)) / attained / 1_000_000)) * 1_000_000
        goals.push({ orgunit, product, month, amount })
      }
    }
  return goals
}

const monthAfter = (month: string): string => monthOf(dayNumber(instantOf(`${month}-28`)) + 5)
