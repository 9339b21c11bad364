import { day, dayOfMonth, hour, minute, monthNumber, startOfDay, wireTime } from '../clock.ts'
import { accountId, customerId, homeOutlet, mayBeClean, scattered } from '../customers.ts'
import { goalProducts, type Product } from '../products.ts'
import { between, chance, lognormal, pick, type Random, randomAt, unit } from '../random.ts'
import type { Population } from '../staff.ts'
import type { World } from '../world.ts'
import { collect } from './collection.ts'

/** Contracts the bank had before the log begins; each falls due once a month, on its own day. */
export const portfolioSize = 7_000

export interface Contract {
  contract: string
  customer: string
  account: string
  outlet: string
  product: Product
  population: Population
  /** Monthly instalment and outstanding balance, fen. */
  instalment: number
  balance: number
  period: number
}

/** A contract of the old portfolio as it stands in that month (counted from January 1970). */
export const contractOf = (seed: number, index: number, month: number): Contract => {
  const r = randomAt(seed, 'contract', index)
  const customer = scattered(index, 11)
  const sum = Math.round(lognormal(r, 70_000, 0.5) * 100)
  const termMonths = pick(r, [24, 36, 36, 48, 60])
  const period = 1 + ((month + between(r, 0, termMonths)) % termMonths)
  return {
    contract: `con-${String(index).padStart(6, '0')}`,
    customer: customerId(customer),
    account: accountId(customer),
    outlet: homeOutlet(customer),
    product: pick(r, goalProducts),
    population: mayBeClean(customer) ? 'clean' : 'rest',
    instalment: Math.round(sum / termMonths),
    balance: Math.round((sum * (termMonths - period + 1)) / termMonths),
    period,
  }
}

/** A day of instalments falling due, the payments that follow, and the delinquency of those who do not pay. */
export const portfolioOf = (world: World, number: number): void => {
  const { journal, truth } = world
  const midnight = startOfDay(number)
  const today = dayOfMonth(number)
  for (let index = today - 1; index < portfolioSize; index += 28) {
    if (index % 28 !== today - 1) continue
    const held = contractOf(world.seed, index, monthNumber(number))
    const r = randomAt(world.seed, 'due', index, number)
    const { contract, outlet, product, customer, instalment, period, account, population } = held
    const about = { contract, product, customer }
    if (population === 'clean') truth.clean(contract, customer)
    journal.emit('repayment.due', midnight + 8 * hour + unit(r) * hour, contract, outlet, {
      ...about,
      amount: instalment,
      period,
      dueAt: wireTime(midnight + 20 * hour),
    })
    const late = chance(r, 0.085)
    if (!late) {
      const paidAt = midnight + 9 * hour + unit(r) * 11 * hour
      journal.emit('repayment.received', paidAt, contract, outlet, {
        ...about,
        amount: instalment,
        period,
        daysPastDue: 0,
        account,
      })
      continue
    }
    delinquency(world, r, held, midnight + day)
  }
}

/** Entered M1 on the first day past due; most pay within days, a few roll on to M2. */
const delinquency = (world: World, r: Random, held: Contract, from: number): void => {
  const { journal } = world
  const { contract, outlet, product, customer, instalment, period, account, population } = held
  const about = { contract, product, customer }
  const daysLate = population === 'clean' ? between(r, 1, 20) : Math.ceil(lognormal(r, 9, 0.9))
  const paidAt = from + daysLate * day + 10 * hour + unit(r) * 8 * hour
  const stages = [
    { stage: 'M1' as const, days: 1 },
    { stage: 'M2' as const, days: 30 },
    { stage: 'M3' as const, days: 60 },
  ]
  for (const { stage, days } of stages) {
    if (daysLate < days) break
    // Most who drag on have paid a part by then.
    if (days >= 30 && chance(r, 0.85))
      journal.emit('repayment.received', from + (days - 4) * day + 11 * hour, contract, outlet, {
        ...about,
        amount: Math.round(instalment / 3),
        period,
        daysPastDue: days - 4,
        account,
      })
    const stagedAt = from + (days - 1) * day + 6 * hour + unit(r) * hour
    collect(world, r, held, { stage, daysPastDue: days, stagedAt, until: Math.min(paidAt, stagedAt + 29 * day) })
  }
  journal.emit('repayment.received', paidAt, contract, outlet, {
    ...about,
    amount: instalment,
    period,
    daysPastDue: daysLate,
    account,
  })
  if (daysLate > 30)
    journal.emit('outcome.observed', paidAt + 30 * minute, contract, outlet, {
      outcome: 'cured',
      daysPastDue: daysLate,
      contract,
      balance: held.balance,
      product,
    })
}

/** Contracts already far behind when the log begins reach their next stage on these days. */
export const agedContractsOf = (world: World, number: number, r: Random, count: number): void => {
  const midnight = startOfDay(number)
  for (let i = 0; i < count; i++) {
    const index = portfolioSize + ((number * 97 + i * 7) % 3_000)
    const held = contractOf(world.seed, index, monthNumber(number))
    if (held.population === 'clean') continue
    const { contract, outlet, product, customer, account, period } = held
    const about = { contract, product, customer }
    const [stage, days] = pick(r, [
      ['M2', 31],
      ['M2', 31],
      ['M3', 61],
      ['M4', 91],
      ['M5', 121],
    ] as const)
    if (chance(r, 0.9))
      world.journal.emit('repayment.received', midnight + 12 * hour, contract, outlet, {
        ...about,
        amount: Math.round(held.instalment / 4),
        period,
        daysPastDue: days - 3,
        account,
      })
    const stagedAt = midnight + 3 * day + 6 * hour + unit(r) * hour
    const recoversAt = stagedAt + (5 + unit(r) * 20) * day
    collect(world, r, held, { stage, daysPastDue: days, stagedAt, until: recoversAt })
    const recovered = chance(r, 0.55)
    if (recovered)
      world.journal.emit('repayment.received', recoversAt, contract, outlet, {
        ...about,
        amount: Math.min(held.balance, held.instalment * 3),
        period,
        daysPastDue: days + 12,
        account,
      })
    world.journal.emit('outcome.observed', recoversAt + minute, contract, outlet, {
      outcome: recovered ? 'recovered' : 'default',
      daysPastDue: days + 12,
      contract,
      balance: held.balance,
      product,
      ...(recovered && { amount: Math.min(held.balance, held.instalment * 3) }),
    })
  }
}
