import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute } from '../clock.ts'
import { purchase } from '../processes/card-use.ts'
import { keyOf } from '../truth.ts'
import { belongings, type Occasion, type Plants } from './occasion.ts'

type Purchase = Partial<EventData<'transaction.posted'>>

/** Purchases with one card, `apart` milliseconds after each other; the last one is the hit. */
export const used = (
  o: Occasion,
  purchases: readonly Purchase[],
  apart: number,
  keyOfCard: (card: string) => string,
): void => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  for (const [i, twist] of purchases.entries()) {
    const at = o.at + i * apart
    purchase(o.world, o.r, { at, card, customer: customer.id, outlet, population: 'near' }, twist)
    if (i === purchases.length - 1) o.found({ subject: card, at, key: keyOfCard(card) })
  }
}

const cash = (o: Occasion, amounts: readonly number[], apart: number) => {
  const merchant = `mer-wholesale-${900 + (o.turn % 90)}`
  const purchases = amounts.map((amount) => ({
    amount,
    merchant,
    merchantCategory: 'wholesale' as const,
    channel: 'pos' as const,
  }))
  used(o, purchases, apart, (card) => keyOf(card, merchant))
}

/** One purchase that is or is not gambling, at a merchant of the risk list. */
const doubtful = (o: Occasion, merchantCategory: 'gambling' | 'retail') => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  const holder = { at: o.at, card, customer: customer.id, outlet, population: 'near' as const }
  purchase(o.world, o.r, holder, { merchant: 'mer-risk-01', amount: 600_000, merchantCategory })
  o.found({ subject: card, at: o.at, key: card, step: 'band-1' })
}

export const transaction: Plants = {
  'transaction.card-suspicion': {
    planted: (o) => doubtful(o, 'gambling'),
    near: (o) => doubtful(o, 'retail'),
  },
  'transaction.risk-merchant': {
    planted: (o) => used(o, [{ merchant: `mer-risk-0${1 + (o.turn % 2)}`, amount: 500_000 }], 0, (card) => card),
    near: (o) =>
      o.turn % 2 === 0
        ? used(o, [{ merchant: 'mer-risk-01', amount: 499_999 }], 0, (card) => card)
        : used(o, [{ merchant: 'mer-risk-03', amount: 900_000 }], 0, (card) => card),
    live: true,
  },
  'transaction.cash-out': {
    planted: (o) => cash(o, [990_000, 1_010_000, 1_000_001], (o.turn % 2 === 0 ? 5 : 300) * minute),
    near: (o) => cash(o, [990_000, 1_010_000, 1_000_000], 5 * minute),
    live: true,
  },
  'transaction.gambling': {
    planted: (o) => used(o, [{ merchantCategory: 'gambling' }], 0, (card) => card),
    near: (o) => used(o, [{ merchantCategory: 'cash' }], 0, (card) => card),
    live: true,
  },
  'transaction.card-abroad-and-home': {
    planted: (o) =>
      used(o, [{ country: 'CN' }, { country: o.turn % 2 === 0 ? 'TH' : 'US' }], 50 * minute, (card) => card),
    near: (o) => used(o, [{ country: 'CN' }, { country: 'JP' }], 2 * hour, (card) => card),
  },
}
