import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour, minute, second, startOfDay, wireTime } from '../clock.ts'
import { cardId, customerOf, isApplyingAround, mayBeClean, scattered } from '../customers.ts'
import { atOnlineHour } from '../profiles.ts'
import { between, chance, exponential, lognormal, pick, type Random, randomAt, unit } from '../random.ts'
import { approverFor, type Person, type Population } from '../staff.ts'
import type { World } from '../world.ts'
import type { Pace } from './pace.ts'

export interface LimitRequest {
  at: number
  subject: string
  /** Running number of the customer. */
  customer: number
  population: Population
  pace: Pace
  approver?: Person
  outlet?: string
  /** What a planted case or near miss does differently; all its changes of limits are made by people. */
  twist?: Partial<EventData<'limit.adjusted'>>
  /** The adjustment falls at this instant. */
  adjustAt?: number
  incomeUnknown?: boolean
}

/**
 * A change of a card’s limit: a third by the machine, the others by an approver. Returns when it was
 * adjusted, or null.
 */
export const limitCase = (world: World, r: Random, request: LimitRequest): number | null => {
  const { subject, at, population, pace, twist, incomeUnknown = false } = request
  const customer = customerOf(world.seed, request.customer)
  const outlet = request.outlet ?? customer.outlet
  const card = cardId(request.customer)
  const ordinarily = Math.round(lognormal(r, 20_000, 0.5) / 1000) * 1000 * 100 + 300_000
  const factor = population === 'rest' ? 1 + lognormal(r, 0.5, 0.6) : 1.1 + 0.9 * unit(r)
  const before = twist?.limitBefore ?? ordinarily
  const after = Math.min(Math.round((ordinarily * factor) / 100_000) * 100_000, 30_000_000)
  const raised = twist?.limitAfter ?? Math.max(after, before + 100_000)
  const temporary = twist?.temporary ?? chance(r, 0.3)
  const automatic = twist === undefined && chance(r, 0.35)
  world.journal.emit('limit.requested', at, subject, outlet, {
    customer: customer.id,
    limitBefore: before,
    limitAfter: raised,
    temporary,
    income: twist?.income ?? customer.income,
    card,
    product: 'limit',
    channel: 'mobile',
    device: customer.device,
    reason: pick(r, ['travel', 'large purchase', 'good record']),
  })
  const approver = request.approver ?? approverFor(r, world.staff.at(outlet, 'approver', population), raised)
  const takes = Math.min(exponential(r, 3 * hour), 10 * hour)
  const adjustedAt = Math.round(
    request.adjustAt ?? (automatic ? at + between(r, 4, 20) * second : pace.working(at, takes + 10 * minute)),
  )
  if (!twist && chance(r, 0.2)) {
    world.journal.emit('limit.declined', adjustedAt, subject, outlet, {
      customer: customer.id,
      limitBefore: before,
      limitAfter: raised,
      mode: automatic ? 'instant' : 'manual',
      actor: automatic ? 'sys-decision' : approver.id,
      reason: 'credit record',
      card,
      product: 'limit',
      channel: 'mobile',
    })
    return null
  }
  world.journal.emit('limit.adjusted', adjustedAt, subject, outlet, {
    customer: customer.id,
    limitBefore: before,
    limitAfter: raised,
    mode: automatic ? 'instant' : 'manual',
    actor: automatic ? 'sys-decision' : approver.id,
    ...(!automatic && { authority: approver.authority ?? 0 }),
    temporary,
    ...(temporary && { validUntil: wireTime(adjustedAt + between(r, 10, 55) * day) }),
    ...(!incomeUnknown && (population !== 'rest' || chance(r, 0.97)) && { income: customer.income }),
    otherBankLimit: Math.round(customer.income * 2 * unit(r)),
    card,
    overridden: false,
    product: 'limit',
    channel: 'mobile',
    ...twist,
    ...(!twist && !automatic && care(world, request, adjustedAt, approver)),
  })
  if (population === 'clean') {
    world.truth.clean(subject, customer.id, card)
    if (!automatic) world.truth.clean(approver.id)
  }
  return adjustedAt
}

/** With how much care an ordinary change was decided; the certified read on and use fresh proofs. */
const care = (world: World, { subject, population }: LimitRequest, at: number, approver: Person) => {
  const r = randomAt(world.seed, 'limit-care', subject)
  const free = population === 'rest'
  const seconds = Math.round(lognormal(r, 190, 0.8))
  const days = Math.round(lognormal(r, 60, 0.7))
  return {
    readSeconds: free ? seconds : Math.max(90, seconds),
    incomeAt: wireTime(at - (free ? days : Math.min(days, 300)) * day),
    workstation: `ws-${approver.id.slice(2)}`,
  }
}

/** Whether that customer asks for limits at all; the others are those who change their data, so that the two never meet. */
export const asksForLimits = (customer: number): boolean => customer % 8 < 6

/** A day of limit requests. */
export const limitsOf = (world: World, number: number, r: Random, count: number, pace: Pace): void => {
  const midnight = startOfDay(number)
  for (let i = 0, n = number * 400; i < count; n++) {
    const customer = scattered(n, 5)
    if (!asksForLimits(customer)) continue
    i++
    limitCase(world, r, {
      at: midnight + atOnlineHour(r),
      subject: `lim-${number}${String(i).padStart(4, '0')}`,
      customer,
      population: mayBeClean(customer) ? 'clean' : 'rest',
      pace,
    })
  }
}

/** A day of changed mobile numbers, addresses and devices. Certified customers change nothing while a card is on its way. */
export const customerChangesOf = (world: World, number: number, r: Random, count: number): void => {
  const midnight = startOfDay(number)
  for (let i = 0, n = number * 400; i < count; n++) {
    const index = scattered(n, 6)
    if (asksForLimits(index) || (mayBeClean(index) && isApplyingAround(index, number))) continue
    i++
    const customer = customerOf(world.seed, index)
    const changed = pick(r, ['mobile', 'address', 'device', 'employer', 'email'] as const)
    world.journal.emit('customer.changed', midnight + atOnlineHour(r), customer.id, customer.outlet, {
      customer: customer.id,
      changed,
      channel: 'mobile',
      ...(changed === 'address' && { address: customer.address }),
      ...(changed === 'mobile' && { mobile: customer.mobile }),
      ...(changed === 'device' && { device: customer.device }),
    })
    if (mayBeClean(index)) world.truth.clean(customer.id)
  }
}
