import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { campaignInMonth, campaigns } from '../campaigns.ts'
import { day, dayNumber, hour, minute, monthOf, startOfDay } from '../clock.ts'
import { agree, contact, type Target } from '../processes/marketing.ts'
import { keyOf } from '../truth.ts'
import type { Occasion, Plants } from './occasion.ts'

const targetOf = (o: Occasion): Target => {
  const { id, outlet } = o.customer()
  const campaign = campaigns[o.turn % campaigns.length]!
  return {
    customer: id,
    outlet,
    campaign: campaignInMonth(campaign, monthOf(o.number)),
    product: campaign.product,
    segment: 'mass',
  }
}

/** Contacts of a customer who agreed (or not) a quarter of an hour before; the last one is the hit. */
const contacted = (
  o: Occasion,
  contacts: readonly (Partial<EventData<'campaign.contacted'>> & { at?: number })[],
  given: { agreed: boolean } = { agreed: true },
): void => {
  const target = targetOf(o)
  const { customer } = target
  const ready = o.at + o.pace.wall(15 * minute)
  if (given.agreed) agree(o.world, o.at, target)
  for (const [i, { at = ready, ...twist }] of contacts.entries()) {
    contact(o.world, at, target, twist)
    if (i === contacts.length - 1) o.found({ subject: customer, at })
  }
}

const targeted = (o: Occasion, control: boolean): void => {
  const target = targetOf(o)
  const { customer, campaign, segment, outlet, product } = target
  agree(o.world, o.at, target)
  o.world.journal.emit('campaign.targeted', o.at + o.pace.wall(10 * minute), customer, outlet, {
    campaign,
    customer,
    segment,
    control,
    product,
  })
  const at = o.at + o.pace.wall(14 * minute)
  contact(o.world, at, target)
  o.found({ subject: customer, at, key: keyOf(campaign, customer) })
}

const atHour = (o: Occasion, hours: readonly number[]): number =>
  startOfDay(dayNumber(o.at) + 1) + Math.round((hours[o.turn % hours.length] as number) * hour)

const consent = (o: Occasion, twist: Partial<EventData<'consent.given'>>): void => {
  const { id, outlet } = o.customer()
  o.world.journal.emit('consent.given', o.at, id, outlet, {
    consentPurpose: 'data-sharing',
    form: 'electronic',
    customer: id,
    bundled: false,
    preset: false,
    ...twist,
  })
  o.found({ subject: id, at: o.at })
}

/** Data used for one purpose after a consent for `given` and a withdrawal for `withdrawn`. */
const used = (
  o: Occasion,
  purposes: Partial<Record<'given' | 'withdrawn' | 'used', 'credit-query' | 'data-sharing' | 'marketing'>>,
  key: (customer: string, used: string) => string,
): void => {
  const { id, outlet } = o.customer()
  const { journal } = o.world
  const about = { customer: id }
  const query = purposes.used ?? 'credit-query'
  if (purposes.given)
    journal.emit('consent.given', o.at, id, outlet, {
      ...about,
      consentPurpose: purposes.given,
      form: 'written',
    })
  if (purposes.withdrawn)
    journal.emit('consent.withdrawn', o.at + o.pace.wall(10 * minute), id, outlet, {
      ...about,
      consentPurpose: purposes.withdrawn,
    })
  const [manager] = o.world.staff.at(outlet, 'manager', o.population)
  const at = o.at + o.pace.wall(30 * minute)
  journal.emit('consent.used', at, id, outlet, {
    ...about,
    consentPurpose: query,
    actor: manager!.id,
    reason: 'pre-screening',
  })
  o.found({ subject: id, at, key: key(id, query) })
}

export const marketing: Plants = {
  'marketing.no-consent': {
    planted: (o) => contacted(o, [{}], { agreed: false }),
    near: (o) => contacted(o, [{}]),
    live: true,
  },
  'marketing.opted-out': {
    planted: (o) => contacted(o, [{ optedOut: true }]),
    near: (o) => contacted(o, [{ optedOut: false }]),
    live: true,
  },
  'marketing.too-many-contacts': {
    planted: (o) =>
      contacted(
        o,
        [0, 1, 3, 6].map((days) => ({ at: o.at + hour + days * day, connected: false })),
      ),
    near: (o) =>
      contacted(
        o,
        [0, 1, 6, 7].map((days) => ({ at: o.at + hour + days * day, connected: false })),
      ),
  },
  'marketing.control-contacted': {
    planted: (o) => targeted(o, true),
    near: (o) => targeted(o, false),
    live: true,
  },
  'marketing.night-contact': {
    planted: (o) => contacted(o, [{ at: atHour(o, [21, 23, 7.5]), channel: o.turn % 2 === 0 ? 'sms' : 'phone' }]),
    near: (o) => contacted(o, [{ at: atHour(o, [20.99, 8]) }]),
  },
  'consent.query-without': {
    planted: (o) => used(o, o.turn % 2 === 0 ? {} : { given: 'data-sharing' }, (customer) => customer),
    near: (o) => used(o, { given: 'credit-query' }, (customer) => customer),
    live: true,
  },
  'consent.bundled': {
    planted: (o) => consent(o, o.turn % 2 === 0 ? { bundled: true } : { preset: true }),
    near: (o) => consent(o, {}),
    live: true,
  },
  'consent.after-withdrawal': {
    planted: (o) => used(o, { given: 'marketing', withdrawn: 'marketing', used: 'marketing' }, keyOf),
    near: (o) => used(o, { given: 'marketing', withdrawn: 'data-sharing', used: 'marketing' }, keyOf),
    live: true,
  },
}
