import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { startOfDay } from '../clock.ts'
import { accountId, customerId, homeOutlet, mayBeClean, ordinaryCustomers } from '../customers.ts'
import { habits } from '../habits.ts'
import { atPublicHour } from '../profiles.ts'
import { below, between, chance, lognormal, pick, type Random, weighted } from '../random.ts'
import type { World } from '../world.ts'

const banks = ['工商银行', '农业银行', '中国银行', '建设银行', '招商银行', '邮储银行']

/** One transfer by that customer, as people make them; `twist` says what differs. */
export const transfer = (
  world: World,
  r: Random,
  { at, customer, outlet }: { at: number; customer: number; outlet?: string },
  twist: Partial<EventData<'transfer.posted'>> = {},
): void => {
  const clean = mayBeClean(customer) && customer < ordinaryCustomers
  const account = accountId(customer)
  let sum = Math.round(lognormal(r, 2_400, 1.3) * 100)
  if (clean) sum = Math.min(sum, 3_900_000)
  else if (chance(r, habits.roundSums.chance)) sum = between(r, 40, 49) * 100_000
  const purpose =
    !clean && chance(r, habits.investor.chance)
      ? pick(r, ['securities', 'property'] as const)
      : weighted(r, { family: 30, purchase: 30, salary: 15, trade: 10, other: 15 })
  world.journal.emit('transfer.posted', at, account, outlet ?? homeOutlet(customer), {
    account,
    counterAccount: `ext-${String(below(r, 90_000_000)).padStart(8, '0')}`,
    counterBank: pick(r, banks),
    amount: Math.max(100, sum),
    currency: 'CNY',
    purpose,
    direction: chance(r, 0.8) ? 'out' : 'in',
    customer: customerId(customer),
    channel: weighted(r, { mobile: 80, counter: 8, web: 8, atm: 4 }),
    ...twist,
  })
  if (clean) world.truth.clean(account, customerId(customer))
}

/** A day of transfers. */
export const transfersOf = (world: World, number: number, r: Random, count: number): void => {
  const midnight = startOfDay(number)
  for (let i = 0; i < count; i++)
    transfer(world, r, { at: midnight + atPublicHour(r), customer: below(r, ordinaryCustomers) })
}

/** One foreign-exchange settlement. Certified customers stay below 50,000 yuan. */
export const settle = (
  world: World,
  r: Random,
  { at, customer, outlet }: { at: number; customer: number; outlet?: string },
  twist: Partial<EventData<'fx.settled'>> = {},
): void => {
  const clean = mayBeClean(customer) && customer < ordinaryCustomers
  const account = accountId(customer)
  const sum = Math.round(lognormal(r, 12_000, 0.9) * 100)
  world.journal.emit('fx.settled', at, account, outlet ?? homeOutlet(customer), {
    customer: customerId(customer),
    account,
    amount: Math.max(10_000, clean ? Math.min(sum, 5_000_000) : sum),
    currency: weighted(r, { USD: 50, HKD: 20, EUR: 12, JPY: 10, GBP: 8 }),
    direction: chance(r, 0.7) ? 'buy' : 'sell',
    purpose: pick(r, ['travel', 'education', 'family', 'trade'] as const),
    country: pick(r, ['US', 'HK', 'JP', 'GB', 'DE']),
    ...twist,
  })
  if (clean) world.truth.clean(account)
}

/** A day of foreign exchange. */
export const settlementsOf = (world: World, number: number, r: Random, count: number): void => {
  const midnight = startOfDay(number)
  for (let i = 0; i < count; i++)
    settle(world, r, { at: midnight + atPublicHour(r), customer: below(r, ordinaryCustomers) })
}
