import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { type Customer, cardId } from '../../customers.ts'
import type { Occasion } from '../occasion.ts'
import { type Trace, trace } from './traces.ts'

/** The card of an application is sent. No product: the flow of the case is not what these plants are about. */
export const issued = (one: Trace, after: number, data: Partial<EventData<'card.issued'>> = {}) => ({
  subject: one.subject,
  at: one.emit('card.issued', after, {
    card: cardId(one.customer.number),
    customer: one.customer.id,
    supplementary: false,
    limitAfter: 2_000_000,
    ...data,
  }),
})

/** The card itself, of which activation is told. */
export const held = (o: Occasion, customer: Customer = o.customer()): Trace =>
  trace(o, { customer, subject: cardId(customer.number) })

export const activated = (one: Trace, after: number, data: Partial<EventData<'card.activated'>> = {}) => ({
  subject: one.subject,
  at: one.emit('card.activated', after, {
    card: one.subject,
    customer: one.customer.id,
    channel: 'mobile',
    device: one.customer.device,
    ...data,
  }),
})

export type Changed = EventData<'customer.changed'>['changed']
export const contact = (
  o: Occasion,
  after: number,
  data: Partial<EventData<'customer.changed'>> & { changed: Changed },
) => {
  const customer = o.customer()
  const one = trace(o, { customer, subject: customer.id })
  return { customer, subject: customer.id, at: one.emit('customer.changed', after, { customer: customer.id, ...data }) }
}

export type Status = EventData<'card.changed'>['cardStatus']
export const statusChanged = (one: Trace, after: number, cardStatus: Status) =>
  one.emit('card.changed', after, { card: one.subject, customer: one.customer.id, cardStatus })

export const paid = (one: Trace, after: number, data: Partial<EventData<'transaction.posted'>> = {}) => ({
  subject: one.subject,
  at: one.emit('transaction.posted', after, {
    card: one.subject,
    customer: one.customer.id,
    amount: 30_000,
    merchant: 'mer-retail-001',
    merchantCategory: 'retail',
    channel: 'web',
    country: 'CN',
    currency: 'CNY',
    ...data,
  }),
})
