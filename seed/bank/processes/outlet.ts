import { businesses } from '../businesses.ts'
import { hour, minute, second, startOfDay, wireTime } from '../clock.ts'
import { branchOf, branchWeight, outletIds } from '../organisation.ts'
import { atStaffedHour } from '../profiles.ts'
import { between, chance, exponential, lognormal, pick, type Random, randomAt } from '../random.ts'
import type { World } from '../world.ts'

/** A day at every outlet: appointments, arrivals, people served at the counter and by machines. */
export const outletsOf = (world: World, number: number, perOutlet: number): void => {
  for (const outlet of outletIds) {
    const r = randomAt(world.seed, 'outlet', outlet, number)
    const visits = Math.round(perOutlet * branchWeight(branchOf(outlet)) * (0.7 + exponential(r, 0.3)))
    for (let i = 0; i < visits; i++) visit(world, r, outlet, number, i)
  }
}

const visit = (world: World, r: Random, outlet: string, number: number, i: number): void => {
  const { journal, staff } = world
  const subject = `vis-${outlet}-${number}-${i}`
  const clientKind = chance(r, 0.8) ? ('personal' as const) : ('corporate' as const)
  const business = pick(
    r,
    businesses.filter((candidate) => candidate.clientKind === clientKind),
  ).id
  const about = { clientKind, business }
  const plannedAt = startOfDay(number) + atStaffedHour(r)
  let arrivedAt = plannedAt
  if (chance(r, 0.35)) {
    const channel = pick(r, ['mobile', 'mobile', 'phone', 'web', 'qr'] as const)
    journal.emit('appointment.booked', startOfDay(number) + between(r, 0, 8 * 60) * minute, subject, outlet, {
      ...about,
      channel,
      plannedAt: wireTime(plannedAt),
    })
    if (chance(r, 0.09)) {
      journal.emit(
        'appointment.cancelled',
        startOfDay(number) + 8 * hour + between(r, 5, 55) * minute,
        subject,
        outlet,
        {
          ...about,
          channel,
          reason: pick(r, ['no time', 'done online', 'documents missing']),
        },
      )
      return
    }
    if (chance(r, 0.07)) return
    arrivedAt = plannedAt + between(r, -10, 12) * minute
    journal.emit('appointment.arrived', arrivedAt, subject, outlet, { ...about, channel })
  }
  const machine = chance(r, 0.3)
  const waitSeconds = machine ? between(r, 0, 180) : Math.round(exponential(r, 540))
  const durationSeconds = Math.max(45, Math.round(lognormal(r, machine ? 190 : 520, 0.6)))
  journal.emit('counter.served', arrivedAt + (waitSeconds + durationSeconds) * second, subject, outlet, {
    ...about,
    channel: machine ? pick(r, ['terminal', 'terminal', 'robot'] as const) : 'counter',
    waitSeconds,
    durationSeconds,
    ...(!machine && {
      actor: pick(r, staff.at(outlet, 'teller', 'rest')).id,
      workstation: `ws-${outlet}-${between(r, 1, 4)}`,
    }),
    ...(chance(r, 0.12) && { sold: pick(r, ['card', 'deposit', 'fund', 'insurance', 'consumption']) }),
    result: chance(r, 0.96) ? 'pass' : 'fail',
  })
}
