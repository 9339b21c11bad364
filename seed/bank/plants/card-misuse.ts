import { day, dayNumber, hour, minute, startOfDay } from '../clock.ts'
import { purchase } from '../processes/card-use.ts'
import { belongings, type Occasion, type Plants } from './occasion.ts'
import { used } from './transaction.ts'

/** The same occasion in the small hours of the next day. */
export const atNight = (o: Occasion, hours: number): Occasion => ({
  ...o,
  at: startOfDay(dayNumber(o.at) + 1) + Math.round(hours * hour),
})

const probed = (o: Occasion, probe: number, large: number): void =>
  used(
    o,
    [
      { amount: probe, channel: 'web', merchant: 'mer-retail-901', merchantCategory: 'retail' },
      { amount: large, channel: 'web', merchant: 'mer-retail-902', merchantCategory: 'retail' },
    ],
    20 * minute,
    (card) => card,
  )

/** Contact data change, and the card is used abroad some time later. */
const takenOver = (o: Occasion, changed: 'mobile' | 'device' | 'employer', later: number): void => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  o.world.journal.emit('customer.changed', o.at, customer.id, outlet, { customer: customer.id, changed })
  const at = o.at + later
  const holder = { at, card, customer: customer.id, outlet, population: 'near' as const }
  purchase(o.world, o.r, holder, { country: 'TH', amount: 680_000, merchantCategory: 'retail', channel: 'pos' })
  o.found({ subject: card, at, key: customer.id })
}

const drained = (o: Occasion, amount: number): void => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  const about = { card, customer: customer.id, channel: 'mobile' as const }
  o.world.journal.emit('card.activated', o.at, card, outlet, about)
  const at = o.at + 3 * hour
  const merchantCategory = o.turn % 2 === 0 ? ('wholesale' as const) : ('decorator' as const)
  const holder = { at, card, customer: customer.id, outlet, population: 'near' as const }
  purchase(o.world, o.r, holder, { amount, merchantCategory, merchant: `mer-${merchantCategory}-501`, channel: 'pos' })
  o.found({ subject: card, at, key: card })
}

const crowded = (o: Occasion, first: number): void => {
  const merchant = `mer-decorator-${(o.population === 'near' ? 800 : 700) + (o.turn % 90)}`
  for (let i = 0; i < 5; i++) {
    const customer = o.customer()
    const { card, outlet } = belongings(customer)
    const at = o.at + i * 40 * minute
    const holder = { at, card, customer: customer.id, outlet, population: 'near' as const }
    const amount = i === 0 ? first : 2_300_000 + i * 1_700
    purchase(o.world, o.r, holder, { amount, merchant, merchantCategory: 'decorator', channel: 'pos' })
    if (i === 4) o.found({ subject: card, at, key: merchant })
  }
}

const atDead = (o: Occasion, hours: number, amount: number): void =>
  used(
    atNight(o, hours),
    [{ amount, merchant: 'mer-wholesale-601', merchantCategory: 'wholesale', channel: 'pos' }],
    0,
    (card) => card,
  )

export const cardMisuse: Plants = {
  'transaction.card-tested': {
    planted: (o) => probed(o, o.turn % 2 === 0 ? 100 : 1_000, 500_000),
    near: (o) => (o.turn % 2 === 0 ? probed(o, 1_001, 600_000) : probed(o, 1_000, 499_999)),
  },
  'transaction.abroad-after-change': {
    planted: (o) => takenOver(o, o.turn % 2 === 0 ? 'mobile' : 'device', 2 * hour),
    near: (o) => (o.turn % 2 === 0 ? takenOver(o, 'employer', 2 * hour) : takenOver(o, 'mobile', 3 * day)),
  },
  'transaction.activated-drained': {
    planted: (o) => drained(o, 2_000_000),
    near: (o) => drained(o, 1_999_999),
  },
  'transaction.merchant-many-cards': {
    planted: (o) => crowded(o, 2_000_000),
    near: (o) => crowded(o, 1_999_999),
  },
  'transaction.night-wholesale': {
    planted: (o) => atDead(o, o.turn % 2 === 0 ? 0.5 : 4.9, 1_200_000),
    near: (o) => (o.turn % 2 === 0 ? atDead(o, 5, 1_200_000) : atDead(o, 3, 999_999)),
  },
}
