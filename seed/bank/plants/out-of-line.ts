import { day, hour, minute } from '../clock.ts'
import { purchase } from '../processes/card-use.ts'
import { call } from '../processes/collection.ts'
import { transfer } from '../processes/transfer.ts'
import { belongings, type Occasion, type Plants } from './occasion.ts'

/** Something done once, as the `nth` of its day; gives the subject. */
type Deed = (at: number, nth: number) => string

/** Days a key is known before the day on which it is out of line. */
const usualDays = 10

/** Does it on days in a row so often a day, then on the next day so often; the last is the hit. */
const afterUsual = (o: Occasion, key: string, deed: Deed, usual: number, often: number, apart: number): void => {
  for (let i = 0; i < usualDays; i++) for (let n = 0; n < usual; n++) deed(o.at + i * day + n * apart, n)
  const from = o.at + usualDays * day
  for (let n = 0; n < often; n++) {
    const at = from + n * apart
    const subject = deed(at, n)
    if (n === often - 1) o.found({ subject, at, key })
  }
}

const colleagues = 6

/** Colleagues do it once or twice on two days, then one of their own so often on the third; the last is the hit. */
const besideOthers = (o: Occasion, deedOf: (actor: string) => Deed, often: number, apart: number): void => {
  for (let i = 0; i < colleagues; i++) {
    const deed = deedOf(o.subject('p'))
    for (const later of [0, day]) for (let n = 0; n <= i % 2; n++) deed(o.at + later + (i * 7 + n * 3) * minute, n)
  }
  const actor = o.subject('p')
  const deed = deedOf(actor)
  for (let n = 0; n < often; n++) {
    const at = o.at + 2 * day + n * apart
    const subject = deed(at, n)
    if (n === often - 1) o.found({ subject, at, key: actor })
  }
}

const overridden = (o: Occasion, often: number): void => {
  const { outlet } = o.customer()
  const decide = (actor: string) => (at: number) => {
    const subject = o.subject('a')
    o.world.journal.emit('approval.decided', at, subject, outlet, {
      actor,
      customer: o.customer().id,
      mode: 'manual',
      decision: 'approved',
      suggestion: 'declined',
      overridden: true,
      // A reason of its own each: copied ones another rule finds.
      reason: `long-standing customer, see file ${subject}`,
      amount: 3_000_000,
      authority: 50_000_000,
      readSeconds: 400,
      materialsTotal: 4,
      materialsViewed: 4,
    })
    return subject
  }
  besideOthers(o, decide, often, 25 * minute)
}

const sold = (o: Occasion, often: number): void => {
  const { outlet } = o.customer()
  const sell = (actor: string) => (at: number, nth: number) => {
    const subject = o.subject('vis')
    o.world.journal.emit('counter.served', at, subject, outlet, {
      clientKind: 'personal',
      business: 'cash',
      channel: 'counter',
      actor,
      waitSeconds: 240,
      durationSeconds: 500,
      result: 'pass',
      sold: (['fund', 'insurance', 'deposit'] as const)[nth % 3] as string,
    })
    return subject
  }
  besideOthers(o, sell, often, 20 * minute)
}

const calledOutsiders = (o: Occasion, often: number): void => {
  const { outlet } = o.customer()
  const dial = (actor: string) => (at: number) => {
    const contract = o.subject('con')
    const lost = { actor, contactKind: 'relative', debtorReachable: false, connected: true, effective: false } as const
    const agent = { id: actor } as Parameters<typeof call>[2]['agent']
    call(o.world, o.r, { at, contract, outlet, agent }, { ...lost, wording: '请转告其尽快与我行联系' })
    return contract
  }
  besideOthers(o, dial, often, 15 * minute)
}

/** Customers of one partner, who all think better of it within the hour. */
const surged = (o: Occasion, usual: number, often: number): void => {
  const partner = o.subject('par')
  const bring: Deed = (at) => {
    const { id, outlet } = o.customer()
    const subject = o.subject('a')
    const about = { product: 'consumption', channel: 'qr', amount: 1_200_000, customer: id, partner } as const
    o.world.journal.emit('application.submitted', at, subject, outlet, about)
    o.world.journal.emit('application.withdrawn', at + 20 * minute, subject, outlet, { reason: 'changed mind' })
    return subject
  }
  afterUsual(o, partner, bring, usual, often, 50 * minute)
}

const tookIn = (o: Occasion, amount: number): void => {
  const merchant = o.subject('mer')
  const buy: Deed = (at, nth) => {
    const customer = o.customer()
    const { card, outlet } = belongings(customer)
    const holder = { at, card, customer: customer.id, outlet, population: 'near' as const }
    // A burst has several purchases, an ordinary day one of a size of its own.
    const usual = 90_000 + (Math.floor(at / day) % 5) * 20_000
    const sum = at < o.at + usualDays * day ? usual : nth === 4 ? amount : 2_400_000
    purchase(o.world, o.r, holder, { amount: sum, merchant, merchantCategory: 'retail', channel: 'pos', country: 'CN' })
    return card
  }
  afterUsual(o, merchant, buy, 1, 5, hour)
}

const paidMany = (o: Occasion, usual: number, often: number): void => {
  const customer = o.customer()
  const { account, outlet } = belongings(customer)
  let payees = 0
  const pay: Deed = (at) => {
    const twist = { counterAccount: o.subject('ext'), amount: 180_000 + payees++ * 700, direction: 'out' } as const
    transfer(o.world, o.r, { at, customer: customer.number, outlet }, { ...twist, purpose: 'family' })
    return account
  }
  afterUsual(o, account, pay, usual, often, 55 * minute)
}

/** What is out of line with colleagues or with one's own days, while each single deed is as it ought to be. */
export const outOfLine: Plants = {
  'issuance.overrides-above-peers': { planted: (o) => overridden(o, 8), near: (o) => overridden(o, 7) },
  'branch.sales-above-peers': { planted: (o) => sold(o, 8), near: (o) => sold(o, 7) },
  'postloan.outsiders-above-peers': { planted: (o) => calledOutsiders(o, 8), near: (o) => calledOutsiders(o, 7) },
  'instalment.partner-surge': {
    planted: (o) => surged(o, 1, 8),
    near: (o) => (o.turn % 2 === 0 ? surged(o, 1, 7) : surged(o, 2, 8)),
  },
  'transaction.merchant-surge': { planted: (o) => tookIn(o, 400_000), near: (o) => tookIn(o, 399_999) },
  'transfer.payees-out-of-habit': {
    planted: (o) => paidMany(o, 1, 8),
    near: (o) => (o.turn % 2 === 0 ? paidMany(o, 1, 7) : paidMany(o, 2, 8)),
  },
}
