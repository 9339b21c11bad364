import { minute, startOfDay } from '../clock.ts'
import { accountId, type Customer, cardId, customerId, customerOf } from '../customers.ts'
import type { Partner } from '../partners.ts'
import { applicationCase } from '../processes/application.ts'
import type { Life, Twist } from '../processes/case.ts'
import type { Pace } from '../processes/pace.ts'
import { drawTerms, type Product, type Terms } from '../products.ts'
import { pick, type Random, unit } from '../random.ts'
import type { Person, Population, Role } from '../staff.ts'
import type { World } from '../world.ts'

/** The day, the cast and the stage on which one violation or near miss is played. */
export interface Occasion {
  world: World
  r: Random
  /** Local day it begins. */
  number: number
  /** Instant it begins. */
  at: number
  /** Counts the occasions of the bank, so that a plant can take turns with its shapes. */
  turn: number
  pace: Pace
  population: Population
  ruleId: string
  /** A customer nobody else has to do with. */
  customer(): Customer
  /** A running subject such as `a-…`, one that no ordinary case has. */
  subject(prefix: string): string
  /** Tells the truth: the rule hits this subject at that time (epoch milliseconds), or nearly does. */
  found(line: { subject: string; at: number; key?: string; step?: string }): void
}

/** Plays a violation of its rule and says where the hit will be; plays what is nearly one. */
export interface Plant {
  planted(occasion: Occasion): void
  near(occasion: Occasion): void
  /** Whether it is over within minutes at any hour, so that the live demo may play it. */
  live?: true
  /** Days between two violations, if not those of all; for those whose hit comes late in the log. */
  every?: number
}

export type Plants = Readonly<Record<string, Plant>>

export interface Played {
  life: Life
  subject: string
  customer: Customer
}

/** One application of the cast. No partner unless given, so that partners' windows stay as planned. */
export const play = (
  occasion: Occasion,
  product: Product,
  twist: Twist,
  given: Partial<Terms> & { customer?: Customer; partner?: Partner; at?: number } = {},
): Played => {
  const { world, r, pace, population } = occasion
  const { customer = occasion.customer(), partner = null, at = occasion.at, ...terms } = given
  const subject = occasion.subject('a')
  const life = applicationCase(world, r, {
    ...drawTerms(r, product),
    channel: 'mobile',
    partnerKind: null,
    ...terms,
    subject,
    at,
    customer,
    population,
    outlet: customer.outlet,
    partner,
    pace,
    twist: { mode: 'manual', decision: 'approved', ...twist },
  })
  return { life, subject, customer }
}

/** Somebody of that role for that customer's outlet. */
export const somebody = ({ world, r, population }: Occasion, outlet: string, role: Role): Person =>
  pick(r, world.staff.at(outlet, role, population))

/** The account, card and place of somebody of the cast. */
export const belongings = (customer: Customer) => ({
  account: accountId(customer.number),
  card: cardId(customer.number),
  outlet: customer.outlet,
})

/** Where the cast of a bank's planted cases comes from. */
export interface Casting {
  pace: Pace
  /** Running number of the `count`-th customer of the cast, none of whom has anything else to do with the bank. */
  customerNumber(count: number): number
  /** What the subjects of the cast begin with after their letter. */
  mark: string
}

/** Hands out occasions that share one cast. */
export const occasionsOf = (world: World, number: number, { pace, customerNumber, mark }: Casting) => {
  let customers = 0
  let subjects = 0
  const customer = () => {
    const index = customerNumber(customers++)
    for (const own of [customerId, accountId, cardId]) world.truth.cast(own(index))
    return customerOf(world.seed, index)
  }
  const subject = (prefix: string) => {
    const own = `${prefix}-${mark}${String(5_000 + subjects++).padStart(4, '0')}`
    world.truth.cast(own)
    return own
  }
  return (
    ruleId: string,
    r: Random,
    { population, turn, at }: { population: Population; turn: number; at?: number },
  ): Occasion => ({
    world,
    r,
    number,
    at: Math.round(at ?? startOfDay(number) + 9.6 * 60 * minute + unit(r) * 4 * 60 * minute),
    turn,
    pace,
    population,
    ruleId,
    customer,
    subject,
    found: ({ subject, at, key, step }) => {
      if (population === 'near') world.truth.near(ruleId, subject)
      else
        world.truth.planted({
          ruleId,
          subject,
          at,
          ...(key !== undefined && { key }),
          ...(step !== undefined && { step }),
        })
    },
  })
}
