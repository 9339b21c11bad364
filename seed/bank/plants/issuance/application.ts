import { hour, minute } from '../../clock.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { applied, trace, turns } from './traces.ts'

const income = 1_000_000
type Submitted = NonNullable<Parameters<typeof applied>[2]>

/** One application, with what is wrong with it. */
const single = (o: Occasion, data: Submitted) => applied(o, 0, data)

/** Two applications of one customer, hours apart; the second is the one that is judged. */
const twice = (o: Occasion, [first, second]: readonly [Submitted, Submitted]) => {
  const customer = o.customer()
  applied(o, 0, first, { customer })
  return applied(o, 2 * hour, second, { customer })
}

/** Applications of several customers that have something in common; the last is the one that is judged. */
const crowd = (o: Occasion, count: number, common: Submitted) => {
  for (let i = 1; i < count; i++) applied(o, i * 7 * minute, common)
  return applied(o, count * 7 * minute, common)
}

/** Declined at home; applies again where the value says. */
const declinedThen = (o: Occasion, elsewhere: boolean) => {
  const first = trace(o)
  const { customer } = first
  first.emit('approval.decided', 0, { decision: 'declined', customer: customer.id, product: 'card' })
  const outlet = customer.outlet.startsWith('b01') ? 'b02-s01-o1' : 'b01-s01-o1'
  return applied(o, 3 * hour, {}, elsewhere ? { customer, outlet } : { customer })
}

export const issuanceApplication: Plants = {
  'issuance.income-restated': turns(
    [
      [{ income }, { income: 1_800_000 }],
      [{ income }, { income: 3_000_000 }],
    ] as [Submitted, Submitted][],
    [[{ income }, { income: 1_500_000 }]],
    twice,
  ),
  'issuance.income-beyond-age': turns<Submitted>(
    [
      { age: 22, income: 5_000_100 },
      { age: 19, income: 9_000_000 },
    ],
    [
      { age: 23, income: 9_000_000 },
      { age: 20, income: 5_000_000 },
    ],
    single,
  ),
  'issuance.employer-switched': turns(
    [[{ employer: '远山商贸' }, { employer: '临江科技' }]] as [Submitted, Submitted][],
    [[{ employer: '远山商贸' }, { employer: '远山商贸' }]],
    twice,
  ),
  'issuance.same-income-batch': turns([5], [4], (o, count) =>
    crowd(o, count, { income: 1_230_000, manager: o.subject('e') }),
  ),
  'issuance.employer-burst': turns([6], [5], (o, count) => {
    const manager = o.subject('e')
    return crowd(o, count, { employer: `合众实业${manager}`, manager })
  }),
  'issuance.shared-address': turns([5], [4], (o, count) => crowd(o, count, { address: o.customer().address })),
  'issuance.declined-elsewhere': turns([true], [false], declinedThen),
  'issuance.lenders-jump': turns(
    [
      [{ otherLenders: 0 }, { otherLenders: 3 }],
      [{ otherLenders: 2 }, { otherLenders: 7 }],
    ] as [Submitted, Submitted][],
    [[{ otherLenders: 2 }, { otherLenders: 4 }]],
    twice,
  ),
  'issuance.lenders-and-debt': turns<Submitted>(
    [
      { income, otherLenders: 5, otherBankLimit: 6_000_001 },
      { income, otherLenders: 8, otherBankLimit: 12_000_000 },
    ],
    [
      { income, otherLenders: 5, otherBankLimit: 6_000_000 },
      { income, otherLenders: 4, otherBankLimit: 12_000_000 },
    ],
    single,
  ),
  'issuance.products-same-day': turns([true], [false], (o, three) => {
    const customer = o.customer()
    applied(o, 0, {}, { customer })
    applied(o, hour, { product: 'car' }, { customer })
    return applied(o, 2 * hour, { product: three ? 'home' : 'car' }, { customer })
  }),
  'issuance.term-beyond-age': turns<Submitted>(
    [
      { product: 'home', age: 71, termMonths: 49 },
      { product: 'home', age: 73, termMonths: 60 },
    ],
    [{ product: 'home', age: 71, termMonths: 48 }],
    single,
  ),
  'issuance.direct-with-partner': {
    planted: (o) => o.found(single(o, { direct: true, partner: o.subject('p') })),
    near: (o) => o.found(single(o, o.turn % 2 === 0 ? { direct: true } : { direct: false, partner: o.subject('p') })),
  },
  'issuance.one-id-large': turns<Submitted>(
    [
      { product: 'consumption', oneId: true, amount: 30_000_001 },
      { product: 'home', oneId: true, amount: 45_000_000 },
    ],
    [
      { product: 'consumption', oneId: true, amount: 30_000_000 },
      { product: 'home', oneId: false, amount: 45_000_000 },
    ],
    single,
  ),
  'issuance.own-application': turns([true], [false], (o, own) => {
    const staff = o.subject('e')
    return single(o, { applicantStaff: staff, manager: own ? staff : o.subject('e') })
  }),
  'issuance.own-identity-check': turns([true], [false], (o, own) => {
    const staff = o.subject('e')
    const one = applied(o, 0, { applicantStaff: staff })
    const actor = own ? staff : o.subject('e')
    const at = one.emit('identity.verified', 5 * minute, {
      method: 'ocr',
      result: 'pass',
      actor,
      customer: one.customer.id,
    })
    return { subject: one.subject, at }
  }),
}
