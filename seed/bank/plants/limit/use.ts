import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour, minute } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { both, type Found, frozen, granted, type Scene, scene } from './scene.ts'

const pays = (s: Scene, at: number, twist: Partial<EventData<'transaction.posted'>>): Found => {
  s.o.world.journal.emit('transaction.posted', at, s.card, s.customer.outlet, {
    card: s.card,
    customer: s.customer.id,
    amount: 1_000_000,
    merchant: 'mer-retail-002',
    merchantCategory: 'retail',
    channel: 'pos',
    country: 'CN',
    currency: 'CNY',
    ...twist,
  })
  return { subject: s.card, at }
}

/** What becomes of a raise. */
export const use: Plants = {
  'limit.cash-after-raise': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour, { limitAfter: 4_000_000 })
    const amount = near ? 1_000_000 : 1_200_000 + o.turn
    return pays(s, o.at + day, { amount, merchant: 'mer-cash-001', merchantCategory: 'cash', channel: 'atm' })
  }),
  'limit.spent-after-raise': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour)
    const amount = near ? 1_300_000 : 1_400_000
    pays(s, o.at + 10 * hour, { amount })
    return pays(s, o.at + 30 * hour, { amount, merchant: 'mer-travel-003', merchantCategory: 'travel' })
  }),
  'limit.purchase-waiting-for-raise': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour, { limitAfter: 4_000_000 })
    return pays(s, o.at + hour + (5 + (o.turn % 40)) * minute, { amount: near ? 2_000_000 : 2_100_000 })
  }),
  'limit.default-after-raise': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour)
    const contract = o.subject('con')
    const at = o.at + 9 * day
    o.world.journal.emit('outcome.observed', at, contract, s.customer.outlet, {
      outcome: near ? 'paid' : o.turn % 2 === 0 ? 'default' : 'fraud',
      contract,
      customer: s.customer.id,
      product: 'consumption',
    })
    frozen(s, at + hour)
    return { subject: contract, at }
  }),
  'limit.fraud-not-cut': both((o, near) => {
    const s = scene(o)
    const contract = o.subject('con')
    o.world.journal.emit('outcome.observed', o.at, contract, s.customer.outlet, {
      outcome: 'fraud',
      contract,
      customer: s.customer.id,
      product: 'consumption',
    })
    frozen(s, o.at + (near ? 23 : 40) * hour)
    return { subject: contract, at: o.at + day, step: 'breach' }
  }),
  'limit.drain-suspicion': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour, { limitAfter: 4_000_000 })
    const waited = pays(s, o.at + hour + 20 * minute, { amount: 2_100_000 })
    if (near) return waited
    const cash = { amount: 1_200_000, merchant: 'mer-cash-002', merchantCategory: 'cash', channel: 'atm' } as const
    return { ...pays(s, o.at + 10 * hour, cash), step: 'band-1' }
  }),
  'limit.complaint-after-raise': both((o, near) => {
    const s = scene(o)
    granted(s, o.at + hour)
    const complaint = o.subject('cmp')
    const at = o.at + 2 * day
    const { outlet, id } = s.customer
    o.world.journal.emit('complaint.filed', at, complaint, outlet, {
      customer: id,
      topic: near ? 'fee' : o.turn % 2 === 0 ? 'approval' : 'privacy',
      channel: 'phone',
    })
    const [manager] = o.world.staff.at(outlet, 'manager', o.population)
    o.world.journal.emit('complaint.answered', at + 3 * day, complaint, outlet, {
      actor: manager?.id as string,
      result: 'pass',
      customer: id,
    })
    return { subject: complaint, at }
  }),
}
