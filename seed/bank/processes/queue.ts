import { hour, minute, second, startOfDay } from '../clock.ts'
import { outletIds } from '../organisation.ts'
import { atStaffedHour } from '../profiles.ts'
import { between, chance, exponential, pick, randomAt } from '../random.ts'
import type { World } from '../world.ts'

/** Somebody who came to an outlet and was served. */
export interface Arrival {
  outlet: string
  subject: string
  at: number
  servedAt: number
  waitSeconds: number
  clientKind: 'personal' | 'corporate'
  business: string
}

/** What the door and the counter tell of a visit besides that it was served: the number taken, and what was thought of it. */
export const queue = (world: World, { outlet, subject, at, servedAt, waitSeconds, ...matter }: Arrival): void => {
  const { clientKind, business } = matter
  const r = randomAt(world.seed, 'queue', subject)
  const whitelisted = chance(r, 0.06)
  world.journal.emit('queue.taken', at, subject, outlet, {
    clientKind,
    business,
    recognised: chance(r, whitelisted ? 0.9 : 0.62),
    whitelisted,
  })
  if (!chance(r, 0.4)) return
  const patient = waitSeconds < 20 * 60
  const rating = pick(r, patient ? ([5, 5, 5, 5, 5, 5, 5, 4, 4, 3] as const) : ([5, 4, 4, 3, 3, 2, 1] as const))
  world.journal.emit('visit.rated', servedAt + between(r, 5, 60) * second, subject, outlet, { clientKind, rating })
}

/**
 * The queues of a working day: who came took a number, some gave up, and how many counters were open for whom. Told
 * last, and from numbers of its own, so that it changes nothing of what was told before.
 */
export const queuesOf = (world: World, number: number, came: readonly Arrival[]): void => {
  for (const arrival of came) queue(world, arrival)
  const midnight = startOfDay(number)
  for (const [index, outlet] of outletIds.entries()) {
    const r = randomAt(world.seed, 'windows', outlet, number)
    const open = (clientKind: 'personal' | 'corporate', at: number, windows: number) =>
      world.journal.emit('counter.staffed', midnight + at, `win-${outlet}-${clientKind}`, outlet, {
        clientKind,
        windows,
      })
    const windows = 2 + (index % 3) - (chance(r, 0.1) ? 1 : 0)
    open('personal', 9 * hour, windows)
    if (index % 4 === 0) {
      open('personal', 12 * hour, windows - 1)
      open('personal', 13.5 * hour, windows)
    }
    open('personal', 17 * hour, 0)
    open('corporate', 9 * hour, index % 4 === 0 ? 2 : 1)
    open('corporate', 17 * hour, 0)
    if (!chance(r, 0.1)) continue
    const subject = `vis-${outlet}-${number}-left`
    const matter = { clientKind: 'personal', business: pick(r, ['cash', 'card-service', 'wealth']) } as const
    const at = midnight + atStaffedHour(r)
    const waitSeconds = Math.round(10 * 60 + exponential(r, 15 * 60))
    world.journal.emit('queue.taken', at, subject, outlet, {
      ...matter,
      recognised: chance(r, 0.5),
      whitelisted: false,
    })
    world.journal.emit('queue.left', at + Math.min(waitSeconds * second, 90 * minute), subject, outlet, {
      ...matter,
      waitSeconds,
    })
  }
}
