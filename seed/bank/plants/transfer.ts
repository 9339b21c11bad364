import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute } from '../clock.ts'
import { settle, transfer } from '../processes/transfer.ts'
import { between } from '../random.ts'
import { belongings, type Occasion, type Plants, play } from './occasion.ts'

type Sent = Partial<EventData<'transfer.posted'>>

/** Transfers of one account, `apart` milliseconds after each other; the last one is the hit. */
export const sent = (
  o: Occasion,
  transfers: readonly Sent[],
  apart: number,
  keyOfAccount: (account: string) => string = (account) => account,
): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  for (const [i, twist] of transfers.entries()) {
    const at = o.at + i * apart
    transfer(o.world, o.r, { at, customer: customer.number, outlet }, { purpose: 'family', direction: 'out', ...twist })
    if (i === transfers.length - 1) o.found({ subject: account, at, key: keyOfAccount(account) })
  }
}

const gathered = (o: Occasion, payers: number): void => {
  const counterAccount = o.subject('ext')
  for (let i = 0; i < payers; i++) {
    const customer = o.customer()
    const at = o.at + i * 30 * minute
    const twist = {
      counterAccount,
      amount: 1_800_000 + i * 10_000,
      direction: 'out' as const,
      purpose: 'other' as const,
    }
    transfer(o.world, o.r, { at, customer: customer.number, outlet: customer.outlet }, twist)
    const { account } = belongings(customer)
    if (i === payers - 1 || o.population === 'near') o.found({ subject: account, at, key: counterAccount })
  }
}

const spread = (payees: number): Sent[] =>
  Array.from({ length: payees }, (_, i) => ({
    counterAccount: `ext-8${String(i).padStart(7, '0')}`,
    amount: 900_000 + i * 1_000,
  }))

const exchanged = (o: Occasion, amounts: readonly number[]): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  for (const [i, amount] of amounts.entries())
    settle(
      o.world,
      o.r,
      { at: o.at + i * 20 * minute, customer: customer.number, outlet },
      { amount, direction: 'sell' },
    )
  const at = o.at + 2 * hour
  transfer(
    o.world,
    o.r,
    { at, customer: customer.number, outlet },
    { amount: 12_000_000, direction: 'out', purpose: 'other' },
  )
  o.found({ subject: account, at, key: account })
}

const invested = (o: Occasion, purpose: 'securities' | 'property' | 'family'): void => {
  const { life, customer } = play(o, 'consumption', {})
  const { account, outlet } = belongings(customer)
  const at = (life.madeAt as number) + between(o.r, 1, 20) * hour
  transfer(o.world, o.r, { at, customer: customer.number, outlet }, { purpose, amount: 3_000_000, direction: 'out' })
  o.found({ subject: account, at, key: account })
}

/** A share of a loan, in percent, leaves the borrower’s account for another some hours after it was paid. */
const passedOn = (o: Occasion, percent: number): void => {
  const { life, customer } = play(o, 'consumption', {}, { amount: 10_000_000 })
  const { account, outlet } = belongings(customer)
  const at = (life.madeAt as number) + between(o.r, 1, 23) * hour
  const amount = Math.floor((life.amount * percent) / 100)
  transfer(o.world, o.r, { at, customer: customer.number, outlet }, { purpose: 'family', amount, direction: 'out' })
  o.found({ subject: account, at, key: account })
}

/** A large sum comes in and leaves for a blocked account half an hour later, all of it or a part. */
const layered = (o: Occasion, left: number): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  const by = { customer: customer.number, outlet }
  const at = o.at + 20 * minute
  transfer(o.world, o.r, { at: o.at, ...by }, { purpose: 'trade', direction: 'in', amount: 30_000_000 })
  const out = { purpose: 'trade' as const, direction: 'out' as const, counterAccount: 'acc-blocked-01', amount: left }
  transfer(o.world, o.r, { at, ...by }, out)
  o.found({ subject: account, at, key: account, step: 'band-1' })
}

export const transferPlants: Plants = {
  'transfer.account-suspicion': { planted: (o) => layered(o, 29_000_000), near: (o) => layered(o, 9_000_000) },
  'transfer.blocked-counterparty': {
    planted: (o) => sent(o, [{ counterAccount: `acc-blocked-0${1 + (o.turn % 2)}` }], 0),
    near: (o) =>
      o.turn % 2 === 0
        ? sent(o, [{ counterAccount: 'acc-blocked-03' }], 0)
        : sent(o, [{ counterAccount: 'acc-blocked-01', direction: 'in' }], 0),
    live: true,
  },
  'transfer.pass-through': {
    planted: (o) =>
      sent(
        o,
        [{ direction: 'in', amount: 30_000_000 }, { amount: 28_500_000 + between(o.r, 0, 1_500_000) }],
        25 * minute,
      ),
    near: (o) =>
      o.turn % 2 === 0
        ? sent(o, [{ direction: 'in', amount: 30_000_000 }, { amount: 28_499_999 }], 25 * minute)
        : sent(o, [{ direction: 'in', amount: 30_000_000 }, { amount: 30_000_000 }], 30 * minute),
  },
  'transfer.loan-passed-on': {
    planted: (o) => passedOn(o, o.turn % 2 === 0 ? 100 : 92),
    near: (o) => passedOn(o, 89),
  },
  'transfer.structuring': {
    planted: (o) => sent(o, [{ amount: 4_000_000 }, { amount: 4_999_999 }, { amount: 4_800_000 }], 3 * hour),
    near: (o) =>
      sent(o, [{ amount: 4_900_000 }, { amount: 5_000_000 }, { amount: 3_999_999 }, { amount: 4_900_000 }], 2 * hour),
  },
  'transfer.fan-in': { planted: (o) => gathered(o, 10), near: (o) => gathered(o, 9) },
  'transfer.fan-out': {
    planted: (o) => sent(o, spread(10), 5 * minute),
    near: (o) => (o.turn % 2 === 0 ? sent(o, spread(9), 5 * minute) : sent(o, spread(12), 7 * minute)),
    live: true,
  },
  'transfer.loan-to-securities': {
    planted: (o) => invested(o, o.turn % 2 === 0 ? 'securities' : 'property'),
    near: (o) => invested(o, 'family'),
  },
  'transfer.fx-then-out': {
    planted: (o) => exchanged(o, [20_000_000, 15_000_001]),
    near: (o) => exchanged(o, [20_000_000, 15_000_000]),
  },
}
