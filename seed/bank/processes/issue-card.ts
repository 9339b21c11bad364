import { day, dayNumber, hour, minute, startOfDay } from '../clock.ts'
import { habits } from '../habits.ts'
import { between, chance, exponential, pick, unit } from '../random.ts'
import { workdayAfter } from '../working.ts'
import { purchase } from './card-use.ts'
import type { Story } from './case.ts'

/** The card is made, sent, activated, and used for the first time. */
export const issueCard = (story: Story, decidedAt: number): void => {
  const { world, r, request } = story
  const { subject, outlet, customer, population, pace, amount } = request
  const card = `card-${subject.slice(2)}`
  if (population === 'clean') world.truth.clean(card)
  const issuedAt = pace.quickened
    ? decidedAt + 20_000
    : startOfDay(workdayAfter(dayNumber(decidedAt), between(r, 1, 2))) + 10 * hour + unit(r) * 5 * hour
  world.journal.emit('card.issued', issuedAt, subject, outlet, {
    card,
    customer: customer.id,
    supplementary: false,
    limitAfter: amount,
    age: customer.age,
    product: 'card',
  })
  if (!chance(r, 0.85)) return
  const channel = chance(r, 0.25) ? 'counter' : 'mobile'
  const receivedOn = dayNumber(issuedAt) + between(r, 1, 5)
  const activatedAt =
    channel === 'counter'
      ? startOfDay(workdayAfter(receivedOn, 1)) + 9 * hour + unit(r) * 8 * hour
      : startOfDay(receivedOn) + 8 * hour + unit(r) * 14 * hour
  const teller = pick(r, world.staff.at(outlet, 'teller', population))
  const forgets = teller.habits.has('forgetfulWitness') && chance(r, habits.forgetfulWitness.chance)
  world.journal.emit('card.activated', activatedAt, card, outlet, {
    card,
    customer: customer.id,
    channel,
    ...(channel === 'counter' ? { applicantSeen: !forgets, actor: teller.id } : { device: customer.device }),
    product: 'card',
  })
  if (population === 'clean' && channel === 'counter') world.truth.clean(teller.id)
  let at = activatedAt
  for (let uses = between(r, 1, 6); uses > 0; uses--) {
    at += exponential(r, 1.5 * day) + 10 * minute
    purchase(world, r, { at, card, customer: customer.id, outlet, population })
  }
}
