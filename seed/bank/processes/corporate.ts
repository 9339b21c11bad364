import { dayOfMonth, hour, startOfDay } from '../clock.ts'
import { branchOf, branchWeight, outletIds } from '../organisation.ts'
import { atStaffedHour } from '../profiles.ts'
import { below, between, chance, lognormal, pick, type Random, randomAt, unit, weighted } from '../random.ts'
import type { World } from '../world.ts'

const customers = 960
const six = (n: number): string => String(n).padStart(6, '0')

/** A corporate customer, always the same by its number. */
const clientOf = (index: number) => ({
  customer: `corp-${six(index)}`,
  outlet: outletIds[index % outletIds.length] as string,
  /** Median balance of its accounts, yuan. */
  size: Math.exp(((index * 7919) % 1000) / 160) * 20_000,
})
type Client = ReturnType<typeof clientOf>

const products = [
  'payroll',
  'corporate-online',
  'cash-management',
  'acquiring',
  'guarantee',
  'supply-chain',
  'fx',
  'deposit',
] as const

/** A working day with corporate customers: accounts, balances, payments, payrolls, credit, products, visits. */
export const corporateOf = (world: World, number: number): void => {
  const stream = (process: string) => randomAt(world.seed, 'corporate', process, number)
  const drawn = (r: Random): Client => clientOf(below(r, customers))
  const at = (r: Random) => startOfDay(number) + atStaffedHour(r)
  const managerOf = (r: Random, { outlet }: Client) => pick(r, world.staff.at(outlet, 'manager', 'rest')).id
  const yuan = (r: Random, median: number, sigma: number) => Math.round(lognormal(r, median, sigma)) * 100

  accountsOf(world, number)
  {
    const r = stream('settlement')
    for (let i = 0; i < 170; i++) {
      const { customer, outlet } = drawn(r)
      world.journal.emit('settlement.made', at(r), `set-${number}-${i}`, outlet, {
        customer,
        amount: yuan(r, 42_000, 1.4),
        direction: chance(r, 0.54) ? 'in' : 'out',
        currency: weighted(r, { CNY: 93, USD: 5, EUR: 1, HKD: 1 }),
        channel: weighted(r, { web: 58, mobile: 22, counter: 16, terminal: 4 }),
        result: chance(r, 0.985) ? 'pass' : 'fail',
      })
    }
  }
  {
    const r = stream('payroll')
    for (let index = 0; index < customers / 4; index++) {
      if (5 + (index % 14) !== dayOfMonth(number)) continue
      const { customer, outlet } = clientOf(index * 4)
      const headcount = Math.max(3, Math.round(lognormal(r, 45, 0.9)))
      const amount = headcount * yuan(r, 7_600, 0.25)
      world.journal.emit('payroll.paid', at(r), `pay-${number}-${index}`, outlet, { customer, amount, headcount })
    }
  }
  {
    const r = stream('credit')
    for (let i = 0; i < 6; i++) {
      const client = drawn(r)
      const approved = chance(r, 0.74)
      const amount = Math.max(1, Math.round(lognormal(r, 300, 0.8))) * 1_000_000
      const decidedAt = at(r)
      const subject = `fac-${number}-${i}`
      const manager = managerOf(r, client)
      world.journal.emit('facility.decided', decidedAt, subject, client.outlet, {
        customer: client.customer,
        amount,
        decision: approved ? 'approved' : 'declined',
        durationSeconds: Math.round(lognormal(r, 9, 0.5) * 24 * 3600),
        manager,
      })
      if (!approved || !chance(r, 0.8)) continue
      world.journal.emit('facility.drawn', decidedAt + between(r, 20, 160) * hour, subject, client.outlet, {
        customer: client.customer,
        amount: Math.round((amount * (0.4 + 0.6 * unit(r))) / 1_000_000) * 1_000_000 || 1_000_000,
        contract: `fct-${number}-${i}`,
        rate: Math.round((0.031 + 0.02 * unit(r)) * 10_000) / 10_000,
        termMonths: pick(r, [6, 12, 12, 24, 36]),
        manager,
      })
    }
    for (let i = 0; i < 12; i++) {
      const { customer, outlet } = drawn(r)
      world.journal.emit('facility.repaid', at(r), `fre-${number}-${i}`, outlet, {
        customer,
        amount: yuan(r, 180_000, 0.8),
        contract: `fct-${number - between(r, 30, 300)}-${below(r, 6)}`,
        daysPastDue: chance(r, 0.05) ? between(r, 1, 40) : 0,
      })
    }
  }
  {
    const r = stream('sales')
    for (let i = 0; i < 30; i++) {
      const client = drawn(r)
      const manager = managerOf(r, client)
      const visitedAt = at(r)
      world.journal.emit('client.visited', visitedAt, `cvi-${number}-${i}`, client.outlet, {
        customer: client.customer,
        manager,
        method: pick(r, ['onsite', 'onsite', 'phone', 'video'] as const),
        result: chance(r, 0.68) ? 'pass' : 'fail',
      })
      if (!chance(r, 0.3)) continue
      const signedAt = visitedAt + between(r, 1, 70) * hour
      for (let each = chance(r, 0.3) ? 2 : 1, from = below(r, products.length); each > 0; each--) {
        const signed = products[(from + each) % products.length] as (typeof products)[number]
        const subject = `sig-${number}-${i}-${each}`
        world.journal.emit('product.signed', signedAt, subject, client.outlet, {
          customer: client.customer,
          signed,
          manager,
        })
      }
    }
  }
}

/** Accounts opened and closed, and a fifth of all balances: each account is told about once a week. */
const accountsOf = (world: World, number: number): void => {
  const r = randomAt(world.seed, 'corporate', 'accounts', number)
  const midnight = startOfDay(number)
  for (let i = 0; i < 7; i++) {
    const fresh = chance(r, 0.7)
    const client = clientOf(fresh ? customers + number * 10 + i : below(r, customers))
    if (!chance(r, Math.min(1, branchWeight(branchOf(client.outlet))))) continue
    world.journal.emit('account.opened', midnight + atStaffedHour(r), `acc-${number}-${i}`, client.outlet, {
      customer: client.customer,
      account: `cac-${number}-${i}`,
      accountKind: weighted(r, { basic: 55, general: 30, special: 10, temporary: 5 }),
      newClient: fresh,
      channel: chance(r, 0.6) ? pick(r, ['web', 'mobile'] as const) : 'counter',
      durationSeconds: Math.round(lognormal(r, 15, 0.7) * 3600),
      manager: pick(r, world.staff.at(client.outlet, 'manager', 'rest')).id,
    })
  }
  for (let i = 0; i < 2; i++) {
    const { customer, outlet } = clientOf(below(r, customers))
    const reason = pick(r, ['business ended', 'moved to another bank', 'not used'])
    const account = `${customer}-9`
    world.journal.emit('account.closed', midnight + atStaffedHour(r), `clo-${number}-${i}`, outlet, {
      customer,
      account,
      reason,
    })
  }
  for (let index = number % 5; index < customers; index += 5) {
    const { customer, outlet, size } = clientOf(index)
    const termed = index % 4 === 0
    const balance = index % 31 === 0 ? between(r, 0, 90_000) : Math.round(lognormal(r, size, 0.35)) * 100
    const account = `${customer}-1`
    world.journal.emit('account.observed', midnight + 18 * hour + index * 1000, account, outlet, {
      customer,
      account,
      balance,
      termed,
    })
  }
}
