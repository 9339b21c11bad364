import { campaignInMonth, campaigns, segments } from './campaigns.ts'
import { dayNumber, hour, minute, monthOf, second, timeOfDay } from './clock.ts'
import { cardId, customerId, customerOf, homeOutlet, ordinaryCustomers } from './customers.ts'
import { branchOf, outletsByBusiness } from './organisation.ts'
import { partnerFor } from './partners.ts'
import { plants } from './plants/calendar.ts'
import { occasionsOf } from './plants/occasion.ts'
import { applicationCase } from './processes/application.ts'
import { purchase } from './processes/card-use.ts'
import { limitCase } from './processes/limit.ts'
import { agree, contact } from './processes/marketing.ts'
import { serve } from './processes/outlet.ts'
import { demoPace } from './processes/pace.ts'
import { queue } from './processes/queue.ts'
import { transfer } from './processes/transfer.ts'
import { drawTerms, productNames } from './products.ts'
import { below, chance, pick, type Random, randomAt, unit, weighted } from './random.ts'
import { isWorkday } from './working.ts'
import type { World } from './world.ts'

/** Events a story of that kind has, on the average; what the rate of events is made of. */
const lengths = { purchase: 1, transfer: 1, visit: 2.4, application: 9, limit: 1.8, campaign: 2 }
type Kind = keyof typeof lengths

/** Stories of every kind by weight, when offices are open, in the evening, and at night. */
const mixes: Record<'office' | 'evening' | 'night', Partial<Record<Kind, number>>> = {
  office: { purchase: 30, transfer: 14, visit: 22, application: 8, limit: 5, campaign: 8 },
  evening: { purchase: 40, transfer: 18, application: 7, limit: 4, campaign: 6 },
  night: { purchase: 36, transfer: 20, application: 2 },
}
const strength = { office: 1, evening: 0.8, night: 0.35 }

const phaseAt = (at: number): keyof typeof mixes => {
  const now = timeOfDay(at)
  if (isWorkday(dayNumber(at)) && now >= 9 * hour && now < 17.5 * hour) return 'office'
  return now >= 8 * hour && now < 20.5 * hour ? 'evening' : 'night'
}

/** One violation in so many seconds. */
const violationEvery = 25
const livePlants = Object.entries(plants).filter(([, plant]) => plant.live)

/** Customers of the trickle; ten a minute before the numbers could meet those of a trickle begun later. */
const firstCustomer = 2_000_000

/** Writes the quickened business of one minute after the other. */
export const liveMinutes = (
  world: World,
  { begins, mark, perSecond }: { begins: number; mark: string; perSecond: number },
): ((from: number) => void) => {
  let stories = 0
  const nextCustomer = () => firstCustomer + (Math.floor(begins / minute) % 8_000_000) * 10 + stories++
  const occasion = occasionsOf(world, dayNumber(begins), { pace: demoPace, customerNumber: nextCustomer, mark })

  return (from) => {
    const r = randomAt(world.seed, 'live', from)
    if (stories === 0 || dayNumber(from) !== dayNumber(from - minute)) world.journal.begin(dayNumber(from))
    const phase = phaseAt(from)
    const mix = mixes[phase] as Record<Kind, number>
    for (let budget = perSecond * 60 * strength[phase]; budget > 0; ) {
      const kind = weighted(r, mix)
      budget -= lengths[kind]
      tell(world, r, { kind, at: from + Math.floor(unit(r) * minute), phase, mark, number: nextCustomer() })
    }
    for (let due = below(r, violationEvery); due < 60; due += violationEvery) {
      const [ruleId, plant] = pick(r, livePlants) as (typeof livePlants)[number]
      const at = from + due * second
      plant.planted(occasion(ruleId, randomAt(world.seed, ruleId, at), { population: 'rest', turn: stories, at }))
    }
  }
}

const tell = (
  world: World,
  r: Random,
  {
    kind,
    at,
    phase,
    mark,
    number,
  }: { kind: Kind; at: number; phase: keyof typeof mixes; mark: string; number: number },
): void => {
  const known = below(r, ordinaryCustomers)
  const outlet = homeOutlet(known)
  if (kind === 'purchase')
    purchase(world, r, { at, card: cardId(known), customer: customerId(known), outlet, population: 'rest' })
  else if (kind === 'transfer') transfer(world, r, { at, customer: known })
  else if (kind === 'visit')
    queue(world, serve(world, r, { outlet: pick(r, outletsByBusiness), subject: `vis-${mark}${number}`, at }))
  else if (kind === 'limit')
    limitCase(world, r, { at, subject: `lim-${mark}${number}`, customer: number, population: 'rest', pace: demoPace })
  else if (kind === 'campaign') {
    const chosen = pick(r, campaigns)
    const campaign = campaignInMonth(chosen, monthOf(dayNumber(at)))
    const target = {
      customer: customerId(number),
      outlet,
      campaign,
      product: chosen.product,
      segment: pick(r, segments),
    }
    agree(world, at, target)
    contact(world, at + 40 * second, target, { connected: chance(r, 0.5) })
  } else {
    const customer = customerOf(world.seed, number)
    const terms = drawTerms(r, pick(r, productNames))
    const online = { ...terms, channel: phase === 'office' ? terms.channel : ('mobile' as const) }
    const partner = terms.partnerKind
      ? partnerFor(r, world.partners, branchOf(customer.outlet), terms.partnerKind, 'rest')
      : null
    applicationCase(world, r, {
      ...online,
      fastTrack: phase === 'night' || terms.fastTrack,
      subject: `a-${mark}${number}`,
      at,
      customer,
      population: 'rest',
      outlet: customer.outlet,
      partner,
      pace: demoPace,
      twist: {},
    })
  }
}
