import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { type Campaign, campaignInMonth, campaigns, segments } from '../campaigns.ts'
import { day, hour, minute, monthOf, startOfDay } from '../clock.ts'
import { customerId, homeOutlet, mayBeClean, scattered } from '../customers.ts'
import { habits } from '../habits.ts'
import { atOnlineHour } from '../profiles.ts'
import { between, chance, lognormal, pick, type Random, unit } from '../random.ts'
import type { World } from '../world.ts'

export interface Target {
  customer: string
  outlet: string
  campaign: string
  product: Campaign['product']
  segment: string
}

/** One contact of a campaign as it ought to be; `twist` says what differs. */
export const contact = (
  world: World,
  at: number,
  { customer, outlet, campaign, segment, product }: Target,
  twist: Partial<EventData<'campaign.contacted'>> = {},
): void =>
  world.journal.emit('campaign.contacted', at, customer, outlet, {
    campaign,
    customer,
    segment,
    product,
    channel: 'phone',
    connected: true,
    durationSeconds: 60,
    optedOut: false,
    ...twist,
  })

/** The customer agrees to be addressed; without it nobody may be. */
export const agree = (world: World, at: number, { customer, outlet }: Pick<Target, 'customer' | 'outlet'>): void =>
  world.journal.emit('consent.given', at, customer, outlet, {
    consentPurpose: 'marketing',
    form: 'electronic',
    customer,
    bundled: false,
    preset: false,
    channel: 'mobile',
  })

/** A day of customers entering campaigns: consent, list, contacts over the following days, response, purchase. */
export const campaignsOf = (world: World, number: number, r: Random, count: number): void => {
  const { journal, truth } = world
  const midnight = startOfDay(number)
  for (let i = 0; i < count; i++) {
    const index = scattered(number * 1_000 + i, 17)
    const clean = mayBeClean(index)
    const chosen = pick(r, campaigns)
    const target: Target = {
      customer: customerId(index),
      outlet: homeOutlet(index),
      campaign: campaignInMonth(chosen, monthOf(number)),
      product: chosen.product,
      segment: segments[index % segments.length] as string,
    }
    const { customer, outlet, campaign, product, segment } = target
    if (clean) truth.clean(customer)
    agree(world, midnight + atOnlineHour(r), target)
    const targetedAt = midnight + day + 6 * hour + unit(r) * hour
    const control = chance(r, 0.2)
    journal.emit('campaign.targeted', targetedAt, customer, outlet, { campaign, customer, segment, control, product })
    if (control) {
      if (chance(r, 0.012)) bought(world, targetedAt + between(r, 1, 6) * day, r, target)
      continue
    }
    let at = midnight + day * between(r, 1, 3) + 9 * hour + unit(r) * 10 * hour
    for (let attempt = 0; attempt < 3; attempt++) {
      const connected = chance(r, 0.48)
      const bySms = chance(r, 0.2)
      const late = !clean && chance(r, habits.lateCampaignCall.chance)
      const calledAt = late ? startOfDay(Math.floor((at + 8 * hour) / day)) + 21 * hour + unit(r) * hour : at
      contact(world, calledAt, target, {
        channel: bySms ? 'sms' : 'phone',
        connected: bySms || connected,
        durationSeconds: bySms || !connected ? 0 : Math.max(8, Math.round(lognormal(r, 75, 0.8))),
        optedOut: !clean && chance(r, habits.staleOptOut.chance),
      })
      if (connected) {
        respond(world, calledAt + 5 * minute, r, target, chosen)
        break
      }
      if (bySms || chance(r, 0.5)) break
      at += day
    }
  }
}

const respond = (world: World, at: number, r: Random, target: Target, { response, buys }: Campaign): void => {
  const { customer, outlet, campaign, segment, product } = target
  const interested = chance(r, response * (target.segment === 'high-income' ? 1.4 : 1))
  world.journal.emit('campaign.responded', at, customer, outlet, {
    campaign,
    customer,
    segment,
    product,
    response: interested ? 'interested' : chance(r, 0.3) ? 'refused' : 'no-answer',
  })
  if (interested && chance(r, buys)) bought(world, at + (0.1 + 3 * unit(r)) * day, r, target)
}

const bought = (world: World, at: number, r: Random, { customer, outlet, campaign, segment, product }: Target): void =>
  world.journal.emit('campaign.responded', at, customer, outlet, {
    campaign,
    customer,
    segment,
    product,
    response: 'bought',
    amount: Math.round(lognormal(r, 30_000, 0.6)) * 100,
  })
