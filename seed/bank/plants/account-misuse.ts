import { day, hour, minute } from '../clock.ts'
import { settle, transfer } from '../processes/transfer.ts'
import { keyOf } from '../truth.ts'
import { atNight } from './card-misuse.ts'
import { belongings, type Occasion, type Plants } from './occasion.ts'
import { sent } from './transfer.ts'

const circled = (o: Occasion, back: number): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  const counterAccount = `ext-7${String(o.turn % 10_000_000).padStart(7, '0')}`
  const by = { customer: customer.number, outlet }
  const about = { counterAccount, purpose: 'trade' as const }
  transfer(o.world, o.r, { at: o.at, ...by }, { ...about, direction: 'out', amount: 25_000_000 })
  const at = o.at + (o.turn % 2 === 0 ? 4 * hour : 2 * day)
  transfer(o.world, o.r, { at, ...by }, { ...about, direction: 'in', amount: back })
  o.found({ subject: account, at, key: keyOf(account, counterAccount) })
}

const scatteredTo = (o: Occasion, payees: number): void =>
  sent(
    atNight(o, 2),
    Array.from({ length: payees }, (_, i) => ({ counterAccount: `ext-860000${i}0`, amount: 310_000 + i * 1_000 })),
    10 * minute,
  )

const invested = (o: Occasion, bought: 'travel' | 'education'): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  const by = { customer: customer.number, outlet }
  const exchange = { direction: 'buy' as const, purpose: bought, currency: 'USD' as const, amount: 6_000_000 }
  settle(o.world, o.r, { at: o.at, ...by }, exchange)
  const at = o.at + day
  const purpose = o.turn % 2 === 0 ? ('securities' as const) : ('property' as const)
  transfer(o.world, o.r, { at, ...by }, { direction: 'out', currency: 'USD', purpose, amount: 850_000 })
  o.found({ subject: account, at, key: account })
}

const lent = (o: Occasion, amount: number): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  const by = { customer: customer.number, outlet }
  transfer(o.world, o.r, { at: o.at, ...by }, { direction: 'in', purpose: 'other', amount: 12_000_000 })
  const at = o.at + 3 * hour
  settle(o.world, o.r, { at, ...by }, { direction: 'buy', currency: 'USD', amount })
  o.found({ subject: account, at, key: account })
}

const probedPayee = (o: Occasion, probe: number): void =>
  sent(
    o,
    [probe, 10_000_000 + o.turn].map((amount) => ({ amount, counterAccount: 'ext-76000001' })),
    15 * minute,
    (account) => keyOf(account, 'ext-76000001'),
  )

export const accountMisuse: Plants = {
  'transfer.round-trip': {
    planted: (o) => circled(o, o.turn % 2 === 0 ? 25_000_000 : 22_500_000),
    near: (o) => circled(o, o.turn % 2 === 0 ? 25_000_001 : 22_499_999),
  },
  'transfer.dormant-awake': {
    planted: (o) => sent(o, [{ idleMonths: 12 + (o.turn % 30), amount: 6_000_000 }], 0),
    near: (o) => sent(o, [{ idleMonths: 11, amount: 6_000_000 }], 0),
    live: true,
  },
  'transfer.payee-probed': {
    planted: (o) => probedPayee(o, o.turn % 2 === 0 ? 1 : 1_000),
    near: (o) => probedPayee(o, 1_001),
  },
  'transfer.night-spread': { planted: (o) => scatteredTo(o, 5), near: (o) => scatteredTo(o, 4) },
  'transfer.fx-travel-invested': { planted: (o) => invested(o, 'travel'), near: (o) => invested(o, 'education') },
  'transfer.fx-lent-quota': {
    planted: (o) => lent(o, o.turn % 2 === 0 ? 12_000_000 : 10_800_000),
    near: (o) => lent(o, o.turn % 2 === 0 ? 12_000_001 : 10_799_999),
  },
}
