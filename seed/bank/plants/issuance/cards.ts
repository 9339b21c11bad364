import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day } from '../../clock.ts'
import { cardId } from '../../customers.ts'
import type { Plants } from '../occasion.ts'
import { type Trace, trace, turns } from './traces.ts'

/** The card of an application is sent. No product: the flow of the case is not what these plants are about. */
const issued = (one: Trace, after: number, data: Partial<EventData<'card.issued'>> = {}) => ({
  subject: one.subject,
  at: one.emit('card.issued', after, {
    card: cardId(one.customer.number),
    customer: one.customer.id,
    supplementary: false,
    limitAfter: 2_000_000,
    ...data,
  }),
})

/** From the approval to the card in use. */
export const issuanceCards: Plants = {
  'issuance.limit-above-approved': turns([3_000_001, 4_500_000], [3_000_000], (o, limitAfter) => {
    const one = trace(o)
    one.emit('approval.decided', 0, { decision: 'approved', amount: 3_000_000, customer: one.customer.id })
    return issued(one, day, { limitAfter })
  }),
}
