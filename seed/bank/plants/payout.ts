import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour } from '../clock.ts'
import { accountId } from '../customers.ts'
import { type Trace, trace, turns } from './issuance/traces.ts'
import type { Plants } from './occasion.ts'

/** Scanned clear and paid to the borrower, outside the flows of the instalments, which have rules of their own. */
const paidOut = (one: Trace, after: number, data: Partial<EventData<'disbursement.made'>> = {}) => {
  const { customer, subject } = one
  const common = { product: data.product ?? ('personal-loan' as const), customer: customer.id }
  one.emit('disbursement.scanned', after - hour, { ...common, result: 'clear' })
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

/** From the decision to the money, and where the money goes. */
export const payout: Plants = {
  'disbursement.above-approval': turns([4_000_001, 4_800_000], [4_000_000], (o, amount) => {
    const one = trace(o)
    one.emit('approval.decided', 0, { decision: 'approved', amount: 4_000_000, customer: one.customer.id })
    return paidOut(one, day, { amount })
  }),
}
