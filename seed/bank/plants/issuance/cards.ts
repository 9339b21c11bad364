import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, dayNumber, hour, minute, startOfDay } from '../../clock.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { activated, type Changed, contact, held, issued, paid, type Status, statusChanged } from './card-facts.ts'
import { last } from './facts.ts'
import { applied, trace, turns } from './traces.ts'

/** Changed, perhaps verified anew, and the card is sent. */
const sentAfter = (o: Occasion, [changed, later, anew]: readonly [Changed, number, boolean?]) => {
  const { customer } = contact(o, 0, { changed })
  const one = trace(o, { customer })
  if (anew) one.emit('identity.verified', hour, { method: 'video', result: 'pass', customer: customer.id })
  return issued(one, later)
}

/** Cards of so many customers, one activated after the other, and what all of them have in common. */
const activatedInTurn = (o: Occasion, count: number, apart: number, common: Partial<EventData<'card.activated'>>) =>
  last(count, (i) => activated(held(o), i * apart, common))

/** From the approval to the card in use. */
export const issuanceCards: Plants = {
  'issuance.limit-above-approved': turns([3_000_001, 4_500_000], [3_000_000], (o, limitAfter) => {
    const one = trace(o)
    one.emit('approval.decided', 0, { decision: 'approved', amount: 3_000_000, customer: one.customer.id })
    return issued(one, day, { limitAfter })
  }),
  'issuance.mailed-after-contact-change': turns<Parameters<typeof sentAfter>[1]>(
    [
      ['mobile', day],
      ['address', 2 * day],
    ],
    [
      ['mobile', day, true],
      ['employer', day],
      ['address', 3 * day],
    ],
    sentAfter,
  ),
  'issuance.redirected-to-one-address': turns([4], [3], (o, count) => {
    const { address } = o.customer()
    return last(count, (i) => contact(o, i * 5 * hour, { changed: 'address', address }))
  }),
  'issuance.supplementary-burst': turns([4], [3], (o, count) => {
    const customer = o.customer()
    return last(count, (i) =>
      issued(trace(o, { customer }), i * hour, { card: o.subject('card'), supplementary: true }),
    )
  }),
  'issuance.activated-undelivered': turns<[number, 'mobile' | 'phone' | 'counter']>(
    [
      [3 * hour, 'mobile'],
      [11 * hour, 'phone'],
    ],
    [
      [12 * hour, 'mobile'],
      [3 * hour, 'counter'],
    ],
    (o, [later, channel]) => {
      const one = trace(o)
      issued(one, 0)
      return activated(held(o, one.customer), later, { channel, applicantSeen: true })
    },
  ),
  'issuance.activations-one-device': turns([3, 5], [2], (o, count) =>
    activatedInTurn(o, count, 20 * minute, { device: o.customer().device }),
  ),
  'issuance.activations-one-teller': turns<[number, number]>(
    [
      [5, 2 * minute],
      [6, minute],
    ],
    [
      [4, minute],
      [5, 4 * minute],
    ],
    (o, [count, apart]) =>
      activatedInTurn(o, count, apart, { channel: 'counter', applicantSeen: true, actor: o.subject('e') }),
  ),
  'issuance.activated-while-stopped': turns<readonly Status[]>(
    [['frozen'], ['closed']],
    [['frozen', 'active'], ['dormant']],
    (o, statuses) => {
      const card = held(o)
      for (const [i, status] of statuses.entries()) statusChanged(card, i * hour, status)
      return activated(card, 5 * hour)
    },
  ),
  'issuance.mobile-changed-then-activated': turns<[Changed, 'mobile' | 'phone' | 'counter', number]>(
    [
      ['mobile', 'mobile', 2 * hour],
      ['mobile', 'phone', 23 * hour],
    ],
    [
      ['mobile', 'counter', 2 * hour],
      ['mobile', 'mobile', day],
      ['email', 'phone', 2 * hour],
    ],
    (o, [changed, channel, later]) => {
      const { customer } = contact(o, 0, { changed })
      return activated(held(o, customer), later, { channel, applicantSeen: true })
    },
  ),
  'issuance.activated-on-applicants-device': turns([true], [false], (o, another) => {
    const { customer } = applied(o, 0, {})
    return activated(held(o, another ? o.customer() : customer), 5 * day, { device: customer.device })
  }),
  'issuance.used-before-activation': turns([2 * hour, 3 * day], [-2 * hour], (o, before) => {
    const card = held(o)
    paid(card, 3 * day - before)
    return activated(card, 3 * day)
  }),
  'issuance.counter-then-abroad': turns<[number, Partial<EventData<'transaction.posted'>>]>(
    [
      [40 * minute, { country: 'TH', channel: 'pos' }],
      [59 * minute, { country: 'US', channel: 'atm', merchantCategory: 'cash' }],
    ],
    [
      [hour, { country: 'TH', channel: 'pos' }],
      [40 * minute, { country: 'TH', channel: 'web' }],
      [40 * minute, { country: 'CN', channel: 'pos' }],
    ],
    (o, [later, data]) => {
      const card = held(o)
      activated(card, 0, { channel: 'counter', applicantSeen: true, actor: o.subject('e') })
      return paid(card, later, { amount: 200_000, ...data })
    },
  ),
  'issuance.manager-activates': turns<[boolean, 'counter' | 'phone']>(
    [[true, 'counter']],
    [
      [false, 'counter'],
      [true, 'phone'],
    ],
    (o, [same, channel]) => {
      const manager = o.subject('e')
      const { customer } = applied(o, 0, { manager })
      const actor = same ? manager : o.subject('e')
      return activated(held(o, customer), 5 * day, { channel, applicantSeen: true, actor })
    },
  ),
  'issuance.intake-after-closing': turns<[number, 'counter' | 'staff' | 'mobile']>(
    [
      [20, 'staff'],
      [31.9, 'counter'],
    ],
    [
      [19.9, 'staff'],
      [22, 'mobile'],
    ],
    (o, [hours, channel]) => applied({ ...o, at: startOfDay(dayNumber(o.at)) + hours * hour }, 0, { channel }),
  ),
  'issuance.intake-in-minutes': turns<[number, number]>(
    [
      [4, 3 * minute],
      [6, minute],
    ],
    [
      [3, minute],
      [4, 4 * minute],
    ],
    (o, [count, apart]) => {
      const manager = o.subject('e')
      return last(count, (i) => applied(o, i * apart, { manager, channel: i % 2 === 0 ? 'staff' : 'counter' }))
    },
  ),
}
