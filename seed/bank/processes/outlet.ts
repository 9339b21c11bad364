import { businesses } from '../businesses.ts'
import { dayNumber, hour, minute, second, startOfDay, wireTime } from '../clock.ts'
import { branchOf, branchWeight, outletIds } from '../organisation.ts'
import { atStaffedHour } from '../profiles.ts'
import { between, chance, exponential, lognormal, pick, type Random, randomAt } from '../random.ts'
import type { World } from '../world.ts'
import type { Arrival } from './queue.ts'

/** A day at every outlet: appointments, arrivals, people served at the counter and by machines. Returns who came. */
export const outletsOf = (world: World, number: number, perOutlet: number): Arrival[] => {
  const came: Arrival[] = []
  for (const outlet of outletIds) {
    const r = randomAt(world.seed, 'outlet', outlet, number)
    const visits = Math.round(perOutlet * branchWeight(branchOf(outlet)) * (0.7 + exponential(r, 0.3)))
    for (let i = 0; i < visits; i++) {
      const planned = { outlet, subject: `vis-${outlet}-${number}-${i}`, at: startOfDay(number) + atStaffedHour(r) }
      const arrival = visit(world, r, planned)
      if (arrival !== null) came.push(arrival)
    }
  }
  return came
}

interface Visit {
  outlet: string
  subject: string
  /** When it was planned for, or the customer walks in. */
  at: number
}

interface Matter {
  clientKind: 'personal' | 'corporate'
  business: string
}

const drawMatter = (r: Random): Matter => {
  const clientKind = chance(r, 0.8) ? 'personal' : 'corporate'
  const own = businesses.filter((candidate) => candidate.clientKind === clientKind)
  return { clientKind, business: pick(r, own).id }
}

/** A third of the visits are booked that day; some of those are cancelled or never come. */
const visit = (world: World, r: Random, planned: Visit): Arrival | null => {
  const { journal } = world
  const { outlet, subject, at } = planned
  const matter = drawMatter(r)
  if (!chance(r, 0.35)) return serve(world, r, planned, matter)
  const midnight = startOfDay(dayNumber(at))
  const booking = { ...matter, channel: pick(r, ['mobile', 'mobile', 'phone', 'web', 'qr'] as const) }
  journal.emit('appointment.booked', midnight + between(r, 0, 8 * 60) * minute, subject, outlet, {
    ...booking,
    plannedAt: wireTime(Math.round(at)),
  })
  if (chance(r, 0.09)) {
    const reason = pick(r, ['no time', 'done online', 'documents missing'])
    const cancelledAt = midnight + 8 * hour + between(r, 5, 55) * minute
    journal.emit('appointment.cancelled', cancelledAt, subject, outlet, { ...booking, reason })
    return null
  }
  if (chance(r, 0.07)) return null
  const arrivedAt = at + between(r, -10, 12) * minute
  journal.emit('appointment.arrived', arrivedAt, subject, outlet, booking)
  return serve(world, r, { outlet, subject, at: arrivedAt }, matter)
}

/** Served by a machine or, after a wait, at the counter. */
export const serve = (
  world: World,
  r: Random,
  { outlet, subject, at }: Visit,
  matter: Matter = drawMatter(r),
): Arrival => {
  const machine = chance(r, 0.3)
  const waitSeconds = machine ? between(r, 0, 180) : Math.round(exponential(r, 540))
  const durationSeconds = Math.max(45, Math.round(lognormal(r, machine ? 190 : 520, 0.6)))
  const teller = pick(r, world.staff.at(outlet, 'teller', 'rest'))
  const servedAt = at + (waitSeconds + durationSeconds) * second
  world.journal.emit('counter.served', servedAt, subject, outlet, {
    ...matter,
    channel: machine ? pick(r, ['terminal', 'terminal', 'robot'] as const) : 'counter',
    waitSeconds,
    durationSeconds,
    ...(!machine && { actor: teller.id, workstation: `ws-${outlet}-${between(r, 1, 4)}` }),
    ...(chance(r, 0.12) && { sold: pick(r, ['card', 'deposit', 'fund', 'insurance', 'consumption']) }),
    result: chance(r, 0.96) ? 'pass' : 'fail',
  })
  return { outlet, subject, at, servedAt, waitSeconds, ...matter }
}
