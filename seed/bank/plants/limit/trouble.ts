import { day, hour, minute } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { both, frozen, granted, scene } from './scene.ts'

/** Raises for customers or cards there is a warning about. */
export const trouble: Plants = {
  'limit.raise-while-overdue': both((o, near) => {
    const s = scene(o)
    const contract = o.subject('con')
    const { outlet, id } = s.customer
    const about = { contract, customer: id, product: 'consumption' as const }
    const pays = (at: number, daysPastDue: number) =>
      o.world.journal.emit('repayment.received', at, contract, outlet, {
        ...about,
        amount: 200_000,
        period: 4,
        daysPastDue,
      })
    // Something was paid before, so that this is not a first payment default as well.
    pays(o.at - 10 * minute, 0)
    o.world.journal.emit('collection.staged', o.at, contract, outlet, {
      ...about,
      stage: o.turn % 2 === 0 ? 'M2' : 'M3',
      daysPastDue: o.turn % 2 === 0 ? 31 : 61,
      balance: 3_000_000,
    })
    const [agent] = o.world.staff.at(outlet, 'agent', o.population)
    o.world.journal.emit('collection.assigned', o.at + hour, contract, outlet, {
      ...about,
      actor: agent?.id as string,
      balance: 3_000_000,
    })
    if (near) pays(o.at + day, 1)
    return granted(s, o.at + 3 * day)
  }),
  'limit.raise-soon-after-cure': both((o, near) => {
    const s = scene(o)
    const contract = o.subject('con')
    o.world.journal.emit('repayment.received', o.at, contract, s.customer.outlet, {
      contract,
      customer: s.customer.id,
      product: 'consumption',
      amount: 200_000,
      period: 4,
      daysPastDue: near ? 29 : 30 + o.turn,
    })
    return granted(s, o.at + 4 * day)
  }),
  'limit.raise-after-fraud': both((o, near) => {
    const s = scene(o)
    const contract = o.subject('con')
    o.world.journal.emit('outcome.observed', o.at, contract, s.customer.outlet, {
      outcome: near ? 'cured' : 'fraud',
      contract,
      customer: s.customer.id,
      product: 'consumption',
    })
    frozen(s, o.at + hour)
    return granted(s, o.at + 4 * day)
  }),
  'limit.raise-after-blocked-scan': both((o, near) => {
    const s = scene(o)
    const application = o.subject('a')
    const scans = (at: number, result: 'blocked' | 'clear') =>
      o.world.journal.emit('disbursement.scanned', at, application, s.customer.outlet, {
        result,
        otherLenders: result === 'blocked' ? 6 : 1,
        reason: 'other lenders',
        customer: s.customer.id,
      })
    scans(o.at, 'blocked')
    if (near) scans(o.at + day, 'clear')
    return granted(s, o.at + 4 * day)
  }),
  'limit.raise-on-fallen-collateral': both((o, near) => {
    const s = scene(o)
    const valueBefore = 30_000_000
    o.world.journal.emit('collateral.observed', o.at, o.subject('col'), s.customer.outlet, {
      collateralKind: (['vehicle', 'property', 'crop'] as const)[o.turn % 3] as 'crop',
      valueBefore,
      value: near ? valueBefore * 0.8 : valueBefore * 0.8 - 1 - o.turn,
      customer: s.customer.id,
    })
    return granted(s, o.at + 4 * day)
  }),
  'limit.raise-despite-misuse': both((o, near) => {
    const s = scene(o)
    o.world.journal.emit('transaction.posted', o.at, s.card, s.customer.outlet, {
      card: s.card,
      customer: s.customer.id,
      amount: near ? 99_999 : 100_000 + o.turn,
      merchant: o.turn % 2 === 0 ? 'mer-retail-001' : 'mer-risk-01',
      merchantCategory: o.turn % 2 === 0 ? 'gambling' : 'retail',
      channel: 'web',
      country: 'CN',
      currency: 'CNY',
    })
    return granted(s, o.at + 3 * day)
  }),
  'limit.dormant-card-raised': both((o, near) => {
    const s = scene(o)
    const { card } = s
    const { outlet, id } = s.customer
    o.world.journal.emit('card.changed', o.at, card, outlet, {
      card,
      customer: id,
      cardStatus: 'dormant',
      idleMonths: 12,
      balance: 0,
      reason: 'no use',
    })
    if (near)
      o.world.journal.emit('transaction.posted', o.at + day, card, outlet, {
        card,
        customer: id,
        amount: 12_000,
        merchant: 'mer-retail-001',
        merchantCategory: 'retail',
        channel: 'pos',
        country: 'CN',
        currency: 'CNY',
      })
    return granted(s, o.at + 3 * day)
  }),
  'limit.new-card-raised': both((o, near) => {
    const s = scene(o)
    o.world.journal.emit('card.activated', o.at, s.card, s.customer.outlet, {
      card: s.card,
      customer: s.customer.id,
      channel: 'mobile',
      device: s.customer.device,
      product: 'card',
    })
    return granted(s, o.at + 5 * day, near ? { mode: 'instant', actor: 'sys-decision' } : {})
  }),
}
