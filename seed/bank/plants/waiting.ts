import { afterWorking } from '../working.ts'
import { type Occasion, type Played, somebody } from './occasion.ts'

/** The customer is asked for what is missing and brings it; `for` and the time before are working time, milliseconds. */
export const waits = (
  o: Occasion,
  { subject, customer }: Pick<Played, 'subject' | 'customer'>,
  { since, after, takes, node = 'review-1' }: { since: number; after: number; takes: number; node?: string },
): void => {
  const { journal } = o.world
  const returnedAt = afterWorking(since, after)
  const reviewer = somebody(o, customer.outlet, 'reviewer')
  journal.emit('application.returned', returnedAt, subject, customer.outlet, {
    node,
    actor: reviewer.id,
    reason: 'income proof missing',
  })
  journal.emit('application.resumed', afterWorking(returnedAt, takes), subject, customer.outlet, { node })
}

/** The approver sends the case back instead of deciding it. */
export const sentBack = (o: Occasion, { subject, customer, life }: Played, at: number): void => {
  o.world.journal.emit('approval.decided', at, subject, customer.outlet, {
    decision: 'returned',
    mode: 'manual',
    actor: life.approver ?? somebody(o, customer.outlet, 'approver').id,
    amount: life.amount,
    readSeconds: 240,
    reason: 'income unconfirmed',
    node: 'approval',
  })
}
