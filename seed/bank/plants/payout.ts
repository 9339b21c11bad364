import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour } from '../clock.ts'
import { accountId } from '../customers.ts'
import { type Changed, contact } from './issuance/card-facts.ts'
import { last, verified } from './issuance/facts.ts'
import { applied, type Trace, trace, turns } from './issuance/traces.ts'
import type { Plants } from './occasion.ts'

type Scanned = EventData<'disbursement.scanned'>['result']
const scanned = (one: Trace, after: number, result: Scanned) =>
  one.emit('disbursement.scanned', after, { product: 'personal-loan', customer: one.customer.id, result })

/** Scanned clear and paid to the borrower, outside the flows of the instalments, which have rules of their own. */
const paidOut = (one: Trace, after: number, data: Partial<EventData<'disbursement.made'>> = {}) => {
  const { customer, subject } = one
  const common = { product: data.product ?? ('personal-loan' as const), customer: customer.id }
  scanned(one, after - hour, 'clear')
  return {
    subject,
    at: one.emit('disbursement.made', after, {
      ...common,
      amount: 4_000_000,
      payee: accountId(customer.number),
      payeeKind: 'customer',
      entrusted: false,
      contract: `con-${subject.slice(2)}`,
      account: accountId(customer.number),
      ...data,
    }),
  }
}

type Answer = EventData<'offer.closed'>['decision'] | 'withdrawn'
const answered = (one: Trace, after: number, answer: Answer) =>
  answer === 'withdrawn'
    ? one.emit('application.withdrawn', after, { customer: one.customer.id, reason: 'bought elsewhere' })
    : one.emit('offer.closed', after, { customer: one.customer.id, decision: answer })

/** From the decision to the money, and where the money goes. */
export const payout: Plants = {
  'disbursement.above-approval': turns([4_000_001, 4_800_000], [4_000_000], (o, amount) => {
    const one = trace(o)
    one.emit('approval.decided', 0, { decision: 'approved', amount: 4_000_000, customer: one.customer.id })
    return paidOut(one, day, { amount })
  }),
  'disbursement.paid-twice': turns<[number, number]>(
    [
      [4_000_000, 2 * day],
      [4_000_000, 4 * hour],
    ],
    [
      [4_000_001, 2 * day],
      [4_000_000, 10 * day],
    ],
    (o, [amount, later]) => {
      const one = trace(o)
      paidOut(one, 0)
      return paidOut(one, later, { amount })
    },
  ),
  'disbursement.scanned-until-clear': turns<readonly Scanned[]>(
    [
      ['blocked', 'changed', 'changed'],
      ['changed', 'blocked', 'blocked', 'changed'],
    ],
    [
      ['blocked', 'changed'],
      ['changed', 'clear', 'changed'],
    ],
    (o, failures) => {
      const one = trace(o)
      for (const [i, result] of failures.entries()) scanned(one, i * hour, result)
      return { subject: one.subject, at: scanned(one, 5 * hour, 'clear') }
    },
  ),
  'disbursement.back-to-borrower': turns<[number, boolean]>(
    [
      [1_200_000, true],
      [3_900_000, true],
    ],
    [
      [1_199_999, true],
      [3_900_000, false],
    ],
    (o, [amount, fromPayee]) => {
      const one = trace(o)
      const payee = o.subject('mer')
      paidOut(one, 0, { payee, payeeKind: 'merchant', entrusted: true })
      const account = accountId(one.customer.number)
      const counterAccount = fromPayee ? payee : o.subject('mer')
      const data = { account, counterAccount, amount, currency: 'CNY' as const, direction: 'in' as const }
      const at = trace(o, { customer: one.customer, subject: account }).emit('transfer.posted', 3 * day, data)
      return { subject: account, at }
    },
  ),
  'disbursement.refused-yet-paid': turns<readonly Answer[]>(
    [['declined'], ['approved', 'cancelled'], ['withdrawn']],
    [['approved'], ['declined', 'approved']],
    (o, answers) => {
      const one = trace(o)
      for (const [i, answer] of answers.entries()) answered(one, i * hour, answer)
      return paidOut(one, day)
    },
  ),
  'disbursement.contact-changed-then-paid': turns<[Changed, number, boolean]>(
    [
      ['mobile', 20 * hour, false],
      ['device', 47 * hour, false],
    ],
    [
      ['mobile', 48 * hour, false],
      ['device', 20 * hour, true],
      ['employer', 20 * hour, false],
    ],
    (o, [changed, later, anew]) => {
      const { customer } = contact(o, 0, { changed })
      const one = trace(o, { customer })
      if (anew) verified(one, 2 * hour, { method: 'face', result: 'pass' })
      return paidOut(one, later)
    },
  ),
  'instalment.repaid-at-once': turns<[number, number, boolean]>(
    [
      [4_000_000, 3 * day, true],
      [4_010_000, 14 * day, true],
    ],
    [
      [3_999_999, 3 * day, true],
      [4_000_000, 15 * day, true],
      [4_000_000, 3 * day, false],
    ],
    (o, [amount, later, brought]) => {
      const one = trace(o)
      const partner = o.subject('par')
      const contract = `con-${one.subject.slice(2)}`
      o.world.truth.cast(contract)
      paidOut(one, 0, brought ? { partner, payee: `acc-${partner}`, payeeKind: 'partner', entrusted: true } : {})
      const held = trace(o, { customer: one.customer, subject: contract })
      return { subject: contract, at: held.emit('repayment.received', later, { contract, amount, period: 1 }) }
    },
  ),
  'instalment.offer-dearer-than-approved': turns([0.0601, 0.09], [0.06, 0.052], (o, rate) => {
    const one = trace(o)
    one.emit('approval.decided', 0, { decision: 'approved', amount: 4_000_000, rate: 0.06, customer: one.customer.id })
    const offer = { amount: 4_000_000, rate, customer: one.customer.id }
    return { subject: one.subject, at: one.emit('offer.made', 3 * hour, offer) }
  }),
  'instalment.one-home-twice': turns<readonly ('home' | 'car')[]>(
    [
      ['home', 'home'],
      ['car', 'home', 'home'],
    ],
    [['home'], ['home', 'car']],
    (o, products) => {
      const { address } = o.customer()
      return last(products.length, (i) => applied(o, i * hour, { product: products[i] as 'home', address }))
    },
  ),
  'instalment.partner-gone-bad': turns<readonly EventData<'outcome.observed'>['outcome'][]>(
    [
      ['fraud', 'default', 'default'],
      ['default', 'fraud', 'fraud', 'paid'],
    ],
    [
      ['fraud', 'default'],
      ['default', 'cured', 'default', 'recovered'],
    ],
    (o, outcomes) => {
      const partner = o.subject('par')
      for (const [i, outcome] of outcomes.entries()) {
        const contract = o.subject('con')
        trace(o, { subject: contract }).emit('outcome.observed', i * hour, { contract, outcome, partner })
      }
      return applied(o, day, { product: 'car', partner })
    },
  ),
}
