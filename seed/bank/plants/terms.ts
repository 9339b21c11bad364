import { hour, minute } from '../clock.ts'
import { accountId } from '../customers.ts'
import { between } from '../random.ts'
import { type Occasion, type Plants, play } from './occasion.ts'

/** What was promised and what was signed: offers beside their approval, payments beside their contract. */

/** An offer sent a while after the approval, so much above it. */
const offered = (o: Occasion, above: number): void => {
  const { subject, life, customer } = play(o, 'consumption', {})
  const at = (life.decidedAt as number) + (1 + (o.turn % 3)) * hour
  const offer = { amount: life.amount + above, product: 'consumption' as const, customer: customer.id }
  o.world.journal.emit('offer.made', at, subject, customer.outlet, offer)
  o.found({ subject, at })
}

/** Paid out under no contract, outside the ordinary processes, which always write one. */
const withoutContract = (o: Occasion, amount: number): void => {
  const customer = o.customer()
  const subject = o.subject('a')
  const { emit } = o.world.journal
  const common = { product: 'personal-loan' as const, customer: customer.id }
  emit('disbursement.scanned', o.at, subject, customer.outlet, { ...common, result: 'clear' })
  const at = o.at + 20 * minute
  emit('disbursement.made', at, subject, customer.outlet, {
    ...{ ...common, amount, payee: accountId(customer.number), payeeKind: 'merchant' as const, entrusted: true },
  })
  o.found({ subject, at })
}

export const terms: Plants = {
  'instalment.offer-above-approval': {
    planted: (o) => offered(o, between(o.r, 1, 900_000)),
    near: (o) => offered(o, 0),
  },
  'disbursement.no-contract': {
    planted: (o) => withoutContract(o, 5_000_000 + between(o.r, 0, 90) * 100_000),
    near: (o) => withoutContract(o, 4_999_900),
    live: true,
  },
}
