import { day, hour, minute, startOfDay } from '../clock.ts'
import { customerId, homeOutlet, mayBeClean, scattered } from '../customers.ts'
import { habits } from '../habits.ts'
import { atOnlineHour } from '../profiles.ts'
import { between, chance, lognormal, pick, type Random, unit } from '../random.ts'
import type { World } from '../world.ts'

const topics = ['fee', 'service', 'collection', 'marketing', 'privacy', 'approval', 'other'] as const

/** One complaint; answered after `takes` milliseconds, or not at all. */
export const complaint = (
  world: World,
  r: Random,
  {
    at,
    subject,
    customer,
    outlet,
    takes,
  }: { at: number; subject: string; customer: string; outlet: string; takes: number | null },
): void => {
  world.journal.emit('complaint.filed', at, subject, outlet, {
    customer,
    topic: pick(r, topics),
    reason: pick(r, ['fee not explained', 'waited too long', 'called too often', 'application declined']),
    channel: pick(r, ['phone', 'mobile', 'counter'] as const),
  })
  if (takes === null) return
  world.journal.emit('complaint.answered', at + takes, subject, outlet, {
    actor: pick(r, world.staff.at(outlet, 'manager', 'rest')).id,
    result: chance(r, 0.8) ? 'pass' : 'doubt',
    reason: pick(r, ['explained', 'fee returned', 'apologised', 'corrected']),
  })
}

/** A day of complaints; most are answered within a week. */
export const complaintsOf = (world: World, number: number, r: Random, count: number): void => {
  for (let i = 0; i < count; i++) {
    const index = scattered(number * 50 + i, 23)
    const clean = mayBeClean(index)
    const subject = `cmp-${number}${String(i).padStart(3, '0')}`
    const slow = !clean && chance(r, habits.slowComplaint.chance)
    const takes = slow ? (12 + unit(r) * 8) * day : Math.min(10 * day, lognormal(r, 3, 0.6) * day)
    const at = startOfDay(number) + atOnlineHour(r)
    complaint(world, r, { at, subject, customer: customerId(index), outlet: homeOutlet(index), takes })
    if (clean) world.truth.clean(subject)
  }
}

/** Collateral seen again: vehicles and flats by price tables, crops by satellite. */
export const collateralOf = (world: World, number: number, r: Random, count: number): void => {
  for (let i = 0; i < count; i++) {
    const index = scattered(number * 80 + i, 29)
    const collateralKind = pick(r, ['vehicle', 'property', 'crop'] as const)
    const before = Math.round(lognormal(r, 260_000, 0.5)) * 100
    const subject = `col-${String(index).padStart(6, '0')}`
    world.journal.emit(
      'collateral.observed',
      startOfDay(number) + 4 * hour + between(r, 0, 90) * minute,
      subject,
      homeOutlet(index),
      {
        collateralKind,
        valueBefore: before,
        value: Math.round(before * (0.9 + 0.15 * unit(r))),
        ...(collateralKind === 'crop' && {
          area: Math.round(lognormal(r, 20_000, 0.6)),
          growth: Math.round(unit(r) * 1000) / 1000,
        }),
        customer: customerId(index),
      },
    )
  }
}

/** Behaviour scores of existing customers, produced at night. */
export const scoresOf = (world: World, number: number, r: Random, count: number): void => {
  for (let i = 0; i < count; i++) {
    const index = scattered(number * 300 + i, 31)
    world.journal.emit(
      'score.produced',
      startOfDay(number) + 2 * hour + unit(r) * hour,
      customerId(index),
      homeOutlet(index),
      {
        model: pick(r, ['behaviour', 'churn', 'marketing']),
        modelVersion: '2.0',
        score: Math.round(unit(r) * 1000) / 1000,
        customer: customerId(index),
      },
    )
  }
}
