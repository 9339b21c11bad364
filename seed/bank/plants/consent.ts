import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour, minute } from '../clock.ts'
import type { Customer } from '../customers.ts'
import { keyOf } from '../truth.ts'
import { type Occasion, type Plants, somebody } from './occasion.ts'

type Purpose = EventData<'consent.used'>['consentPurpose']

const give = (o: Occasion, at: number, subject: string, { id, outlet }: Customer, of: Purpose, digest?: string): void =>
  o.world.journal.emit('consent.given', at, subject, outlet, {
    consentPurpose: of,
    form: 'electronic',
    customer: id,
    bundled: false,
    preset: false,
    ...(digest !== undefined && { digest }),
  })

const use = (o: Occasion, at: number, subject: string, { id, outlet }: Customer, of: Purpose, actor: string): void =>
  o.world.journal.emit('consent.used', at, subject, outlet, {
    consentPurpose: of,
    customer: id,
    actor,
    reason: 'pre-screening',
  })

/** One person queries so many customers, each with consent, a few minutes at most between two. */
const many = (o: Occasion, customers: number): void => {
  const actor = o.subject('p')
  for (let i = 0; i < customers; i++) {
    const customer = o.customer()
    give(o, o.at, customer.id, customer, 'credit-query')
    const at = o.at + (10 + 2 * i) * minute
    use(o, at, customer.id, customer, 'credit-query', actor)
    if (i === customers - 1) o.found({ subject: customer.id, at, key: actor })
  }
}

/** Several people query one customer, so many hours apart. */
const several = (o: Occasion, hours: readonly number[]): void => {
  const customer = o.customer()
  give(o, o.at, customer.id, customer, 'credit-query')
  // Each for a case of its own: the same case asked three times is another matter.
  for (const after of hours) {
    const subject = after === hours.at(-1) ? customer.id : o.subject('c')
    use(o, o.at + (1 + after) * hour, subject, customer, 'credit-query', o.subject('p'))
  }
  o.found({ subject: customer.id, at: o.at + (1 + (hours.at(-1) as number)) * hour, key: customer.id })
}

const shared = (o: Occasion, given: Purpose | null): void => {
  const customer = o.customer()
  if (given) give(o, o.at, customer.id, customer, given)
  const at = o.at + 30 * minute
  use(o, at, customer.id, customer, 'data-sharing', somebody(o, customer.outlet, 'manager').id)
  o.found({ subject: customer.id, at, key: keyOf(customer.id, 'data-sharing') })
}

const digests = (o: Occasion, same: boolean): void => {
  const first = o.customer()
  const second = o.customer()
  const digest = `sha-${o.subject('d')}`
  const at = o.at + (1 + (o.turn % 3)) * hour
  give(o, o.at, first.id, first, 'credit-query', digest)
  give(o, at, second.id, second, 'credit-query', same ? digest : `${digest}-2`)
  o.found({ subject: second.id, at, key: digest })
}

/** A declined case is queried a day later, with or without a new consent. */
const afterDecline = (o: Occasion, renewed: boolean): void => {
  const customer = o.customer()
  const subject = o.subject('a')
  give(o, o.at, subject, customer, 'credit-query')
  o.world.journal.emit('approval.decided', o.at + 10 * minute, subject, customer.outlet, {
    decision: 'declined',
    customer: customer.id,
    actor: 'sys-decision',
  })
  const at = o.at + (1 + (o.turn % 2)) * day
  if (renewed) give(o, at - hour, subject, customer, 'credit-query')
  use(o, at, subject, customer, 'credit-query', somebody(o, customer.outlet, 'manager').id)
  o.found({ subject, at, key: subject })
}

const renewed = (o: Occasion, after: number): void => {
  const customer = o.customer()
  give(o, o.at, customer.id, customer, 'data-sharing')
  o.world.journal.emit('consent.withdrawn', o.at + hour, customer.id, customer.outlet, {
    consentPurpose: 'data-sharing',
    customer: customer.id,
  })
  const at = o.at + hour + after
  give(o, at, customer.id, customer, 'data-sharing')
  o.found({ subject: customer.id, at, key: keyOf(customer.id, 'data-sharing') })
}

/** Consent: how it is proved, who queries under it, and for how long. */
export const consentPlants: Plants = {
  'consent.mass-query': { planted: (o) => many(o, 21 + (o.turn % 3)), near: (o) => many(o, 20) },
  'consent.several-queriers': {
    planted: (o) => several(o, o.turn % 2 === 0 ? [0, 1, 2] : [0, 8, 23]),
    near: (o) => several(o, [0, 8, 24]),
  },
  'consent.shared-without': {
    planted: (o) => shared(o, o.turn % 2 === 0 ? null : 'marketing'),
    near: (o) => shared(o, 'data-sharing'),
  },
  'consent.digest-reused': { planted: (o) => digests(o, true), near: (o) => digests(o, false) },
  'consent.renewed-at-once': {
    planted: (o) => renewed(o, (o.turn % 2 === 0 ? 1 : 9) * minute),
    near: (o) => renewed(o, 10 * minute),
  },
  'consent.query-after-decline': { planted: (o) => afterDecline(o, false), near: (o) => afterDecline(o, true) },
}
