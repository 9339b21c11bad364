import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { dayNumber, startOfDay } from '../clock.ts'
import { cardId, customerId, homeOutlet, mayBeClean, ordinaryCustomers, scattered } from '../customers.ts'
import { habits } from '../habits.ts'
import { atPublicHour } from '../profiles.ts'
import { below, between, chance, lognormal, pick, type Random, unit, weighted } from '../random.ts'
import type { Population } from '../staff.ts'
import type { World } from '../world.ts'

export interface Holder {
  at: number
  card: string
  customer: string
  outlet: string
  population: Population
}

const categories = {
  retail: 62,
  travel: 9,
  education: 5,
  medical: 6,
  wholesale: 5,
  'car-dealer': 3,
  decorator: 3,
  property: 1,
  cash: 2,
} as const
const medianYuan: Record<keyof typeof categories, number> = {
  retail: 160,
  travel: 620,
  education: 900,
  medical: 320,
  wholesale: 1_800,
  'car-dealer': 1_500,
  decorator: 2_200,
  property: 2_600,
  cash: 1_000,
}
const abroad = ['HK', 'JP', 'SG', 'TH', 'US']

/** One purchase. Certified holders stay at home and below 9,000 yuan. */
export const purchase = (
  world: World,
  r: Random,
  holder: Holder,
  twist: Partial<EventData<'transaction.posted'>> = {},
) => {
  const { at, card, customer, outlet, population } = holder
  const category = weighted(r, categories)
  const sum = lognormal(r, medianYuan[category], 0.9)
  const travels = population === 'rest' && chance(r, habits.traveller.chance)
  world.journal.emit('transaction.posted', at, card, outlet, {
    card,
    customer,
    amount: Math.max(100, Math.round(Math.min(population === 'rest' ? 80_000 : 9_000, sum) * 100)),
    merchant: `mer-${category}-${String(below(r, 400)).padStart(3, '0')}`,
    merchantCategory: category,
    channel: category === 'cash' ? 'atm' : pick(r, ['pos', 'pos', 'mobile', 'web'] as const),
    country: travels ? pick(r, abroad) : 'CN',
    currency: 'CNY',
    ...twist,
  })
}

/** The numbers of the customers whose cards are used: one in eight, clean ones and others alternating. */
const holders = ordinaryCustomers / 8

/** A day of card business of the customers who had a card before the log began. */
export const cardUseOf = (world: World, number: number, r: Random, count: number): void => {
  const midnight = startOfDay(number)
  for (let i = 0; i < count; i++) {
    const holder = holderAt(below(r, holders))
    purchase(world, r, { at: midnight + atPublicHour(r), ...holder })
    if (holder.population === 'clean') world.truth.clean(holder.card, holder.customer)
  }
}

const holderAt = (index: number): Omit<Holder, 'at'> => {
  const customer = scattered(index, 3)
  return {
    card: cardId(customer),
    customer: customerId(customer),
    outlet: homeOutlet(customer),
    population: mayBeClean(customer) ? 'clean' : 'rest',
  }
}

/** Cards frozen, closed, gone dormant: the morning run of the card system. */
export const cardChangesOf = (world: World, number: number, r: Random, count: number): void => {
  const at = startOfDay(dayNumber(startOfDay(number))) + 5 * 3_600_000
  for (let i = 0; i < count; i++) {
    const { card, customer, outlet, population } = holderAt(below(r, holders))
    const cardStatus = weighted(r, { frozen: 3, active: 3, closed: 3, dormant: 2 })
    const idle = population === 'clean' ? between(r, 12, 18) : between(r, 12, 24)
    world.journal.emit('card.changed', at + unit(r) * 3_600_000, card, outlet, {
      card,
      customer,
      cardStatus,
      ...(cardStatus === 'dormant' && { idleMonths: idle, balance: chance(r, 0.5) ? 0 : between(r, 1, 40_000) }),
      reason: cardStatus === 'dormant' ? 'no use' : 'customer request',
    })
  }
}
