import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { campaignInMonth, campaigns } from '../campaigns.ts'
import { day, hour, minute, monthOf, second, startOfDay } from '../clock.ts'
import { agree, contact, type Target } from '../processes/marketing.ts'
import { keyOf } from '../truth.ts'
import { type Occasion, type Plants, somebody } from './occasion.ts'

const targetOf = (o: Occasion, shift = 0): Target => {
  const { id, outlet } = o.customer()
  const { id: campaign, product } = campaignOf(o, shift)
  return { customer: id, outlet, campaign, product, segment: 'mass' }
}

const campaignOf = (o: Occasion, shift: number) => {
  const chosen = campaigns[(o.turn + shift) % campaigns.length]!
  return { id: campaignInMonth(chosen, monthOf(o.number)), product: chosen.product }
}

const respond = (
  o: Occasion,
  at: number,
  { customer, outlet, campaign, segment, product }: Target,
  response: EventData<'campaign.responded'>['response'],
): void =>
  o.world.journal.emit('campaign.responded', at, customer, outlet, { campaign, customer, segment, product, response })

/** Contacted, and bought so long after. */
const boughtAfter = (o: Occasion, wait: number): void => {
  const target = targetOf(o)
  agree(o.world, o.at, target)
  const at = o.at + 15 * minute
  contact(o.world, at, target)
  respond(o, at + wait, target, 'bought')
  o.found({ subject: target.customer, at: at + wait, key: keyOf(target.campaign, target.customer) })
}

/** Calls of one agent, each so many seconds long and marked as connected. */
const hollow = (o: Occasion, seconds: readonly number[]): void => {
  const actor = o.subject('p')
  for (const [i, durationSeconds] of seconds.entries()) {
    const target = targetOf(o)
    agree(o.world, o.at, target)
    const at = o.at + (20 + 3 * i) * minute
    contact(o.world, at, target, { durationSeconds, actor })
    if (i === seconds.length - 1) o.found({ subject: target.customer, at, key: actor })
  }
}

/** Contacted while a contract of the customer is behind, having paid or not. */
const overdue = (o: Occasion, paid: boolean): void => {
  const target = targetOf(o)
  const { customer, outlet } = target
  const contract = o.subject('con')
  const about = { contract, customer }
  const late = o.turn % 2 === 0
  o.world.journal.emit('collection.staged', o.at, contract, outlet, {
    ...about,
    stage: late ? 'M3' : 'M2',
    daysPastDue: late ? 61 : 31,
    balance: 2_000_000,
  })
  o.world.journal.emit('collection.assigned', o.at + hour, contract, outlet, {
    ...about,
    actor: somebody(o, outlet, 'agent').id,
    balance: 2_000_000,
  })
  if (paid)
    o.world.journal.emit('repayment.received', o.at + 90 * minute, contract, outlet, {
      ...about,
      amount: 200_000,
      period: 5,
      daysPastDue: late ? 61 : 31,
    })
  agree(o.world, o.at + 100 * minute, target)
  contact(o.world, o.at + 2 * hour, target)
  o.found({ subject: customer, at: o.at + 2 * hour, key: customer })
}

const severalCampaigns = (o: Occasion, days: readonly number[]): void => {
  const target = targetOf(o)
  agree(o.world, o.at, target)
  for (const [i, after] of days.entries()) {
    const { id, product } = campaignOf(o, i)
    contact(o.world, o.at + hour + after * day, { ...target, campaign: id, product }, { connected: false })
  }
  o.found({ subject: target.customer, at: o.at + hour + (days.at(-1) as number) * day, key: target.customer })
}

/** Contacted again after a response, by another campaign or the same. */
const again = (o: Occasion, response: 'refused' | 'no-answer' | 'bought' | 'interested', same: boolean): void => {
  const target = targetOf(o)
  agree(o.world, o.at, target)
  contact(o.world, o.at + 15 * minute, target)
  respond(o, o.at + 20 * minute, target, response)
  const { id, product } = campaignOf(o, same ? 0 : 1)
  const at = o.at + (1 + (o.turn % 3)) * day
  contact(o.world, at, { ...target, campaign: id, product })
  o.found({ subject: target.customer, at, key: same ? keyOf(id, target.customer) : target.customer })
}

/** Contacted at that hour of the next day after refusing. */
const pestered = (o: Occasion, at: number): void => {
  const target = targetOf(o)
  agree(o.world, o.at, target)
  contact(o.world, o.at + 15 * minute, target)
  respond(o, o.at + 20 * minute, target, 'refused')
  contact(o.world, at, target)
  o.found({ subject: target.customer, at, key: target.customer, step: 'band-1' })
}

const nextDayAt = (o: Occasion, hours: number): number => startOfDay(o.number + 1) + hours * hour

const short = (o: Occasion): number => [3, 12, 29][o.turn % 3]! * second

/** Marketing beyond single contacts: what is sold, to whom, and by whom. */
export const reach: Plants = {
  'marketing.bought-in-seconds': {
    planted: (o) => boughtAfter(o, short(o)),
    near: (o) => boughtAfter(o, 30 * second),
  },
  'marketing.hollow-calls': {
    planted: (o) => hollow(o, [2, 3, 4, 1, 2, 3, 4, 2]),
    near: (o) => hollow(o, [2, 3, 4, 1, 2, 5, 4, 2]),
  },
  'marketing.overdue-contacted': { planted: (o) => overdue(o, false), near: (o) => overdue(o, true) },
  'marketing.several-campaigns': {
    planted: (o) => severalCampaigns(o, o.turn % 2 === 0 ? [0, 1, 2] : [0, 3, 6]),
    near: (o) => severalCampaigns(o, [0, 3, 7]),
  },
  'marketing.refused-contacted': {
    planted: (o) => again(o, 'refused', false),
    near: (o) => again(o, 'no-answer', false),
  },
  'marketing.customer-pestered': {
    planted: (o) => pestered(o, nextDayAt(o, o.turn % 2 === 0 ? 21.5 : 7)),
    near: (o) => pestered(o, nextDayAt(o, 10)),
  },
  'marketing.bought-contacted': {
    planted: (o) => again(o, 'bought', true),
    near: (o) => again(o, 'interested', true),
  },
}
