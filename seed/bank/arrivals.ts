import { second, startOfDay } from './clock.ts'
import { applicantOf, customerOf, mayBeClean, mobileOf } from './customers.ts'
import { habits } from './habits.ts'
import { branchOf } from './organisation.ts'
import { partnerFor } from './partners.ts'
import { applicationCase } from './processes/application.ts'
import type { Request, Twist } from './processes/case.ts'
import type { Pace } from './processes/pace.ts'
import { drawTerms, isOnline, type Product, productNames, products } from './products.ts'
import { atOnlineHour, atStaffedHour } from './profiles.ts'
import { between, chance, exponential, normal, type Random, randomAt } from './random.ts'
import { isWorkday } from './working.ts'
import type { World } from './world.ts'

/** How busy a day is against an ordinary working day. */
export const businessOf = (world: World, number: number): number => {
  const r = randomAt(world.seed, 'business', number)
  return (isWorkday(number) ? 1 : 0.35) * Math.max(0.6, 1 + 0.08 * normal(r))
}

/** A day of applications for every product. */
export const applicationsOf = (world: World, number: number, pace: Pace): void => {
  const share = businessOf(world, number)
  const open = isWorkday(number)
  let n = 0
  for (const product of productNames) {
    const count = Math.round(products[product].perDay * share)
    for (let i = 0; i < count; i++) {
      const running = n++
      const r = randomAt(world.seed, 'application', number, running)
      ordinaryApplication(world, r, { number, running, product, open, pace })
    }
  }
}

const ordinaryApplication = (
  world: World,
  r: Random,
  {
    number,
    running,
    product,
    open,
    pace,
  }: { number: number; running: number; product: Product; open: boolean; pace: Pace },
): void => {
  const index = applicantOf(number, running)
  const customer = customerOf(world.seed, index)
  const population = mayBeClean(index) ? 'clean' : 'rest'
  const terms = drawTerms(r, product)
  const online = isOnline(terms.channel)
  if (!online && !open) return
  const partner = terms.partnerKind
    ? partnerFor(r, world.partners, branchOf(customer.outlet), terms.partnerKind, population)
    : null
  const bundled = partner?.habits.has('bundlingPartner') && chance(r, habits.bundlingPartner.chance)
  const twist: Twist = population === 'rest' ? noisyApplicant(r, index, terms.amount) : {}
  const request: Request = {
    ...terms,
    subject: `a-${number}${String(running).padStart(4, '0')}`,
    at:
      startOfDay(number) +
      (bundled ? 16 * 3600 + between(r, 0, 1200) : Math.floor((online ? atOnlineHour(r) : atStaffedHour(r)) / second)) *
        second,
    customer,
    population,
    outlet: customer.outlet,
    partner,
    pace,
    twist,
  }
  applicationCase(world, r, request)
}

/** What an applicant does a little differently now and then. */
const noisyApplicant = (r: Random, index: number, amount: number): Twist => {
  const twist: Twist = {}
  if (chance(r, habits.familyMobile.chance)) twist.submitted = { mobile: mobileOf(index - (index % 16) + 1) }
  if (chance(r, habits.curiousEstimator.chance))
    twist.estimates = Array.from(
      { length: 2 + Math.floor(exponential(r, habits.curiousEstimator.meanExtraEstimates)) },
      (_, i) => amount + i * 100_000,
    )
  return twist
}
