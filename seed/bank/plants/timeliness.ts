import { day, hour, minute, second } from '../clock.ts'
import type { Twist } from '../processes/case.ts'
import { complaint } from '../processes/service.ts'
import { between, pick } from '../random.ts'
import { keyOf } from '../truth.ts'
import { afterWorking, dueAfter, remindBefore } from '../working.ts'
import { belongings, type Occasion, type Plants, type Played, play } from './occasion.ts'

/** A working day of the bank's calendar. */
const workday = 8.5 * hour

/** The steps of a deadline of so many working days, the reminders first. */
const steps = (openedAt: number, workdays: number, reminders: ({ workingMs: number } | { workdays: number })[]) => {
  const breach = dueAfter(openedAt, { workdays })
  return [
    ...reminders.map((before, i) => ({ step: `remind-${i + 1}`, at: remindBefore(breach, before) })),
    { step: 'breach', at: breach },
  ].filter(({ at }) => at > openedAt)
}

const foundAll = (o: Occasion, subject: string, key: string, found: { step: string; at: number }[]) => {
  for (const { step, at } of found) o.found({ subject, key, step, at })
}

/** A case with something late; how late takes turns, the last turn is never. */
const late = (
  o: Occasion,
  what: keyof NonNullable<Twist['late']>,
  takes: readonly number[],
  twist: Twist = {},
): Played => play(o, 'home', { ...twist, late: { [what]: takes[o.turn % takes.length] as number } })

const openDecision = ({ life }: Played) =>
  steps(life.submittedAt, 3, [{ workingMs: 8 * hour }, { workingMs: 2 * hour }])

const assignment = (o: Occasion, takes: number) => {
  const customer = o.customer()
  const { outlet } = belongings(customer)
  const contract = o.subject('con')
  const { world, r } = o
  const [agent] = [pick(r, world.staff.at(outlet, 'agent', o.population))]
  const balance = between(r, 500, 9_000) * 10_000
  const about = { contract, balance, product: 'home' as const, customer: customer.id }
  const stage = (['M1', 'M2', 'M3'] as const)[o.turn % 3] as 'M1'
  const daysPastDue = { M1: 1, M2: 31, M3: 61 }[stage]
  // Something was paid before, so that this is not a first payment default as well.
  world.journal.emit('repayment.received', o.at, contract, outlet, {
    contract,
    amount: 150_000,
    period: 4,
    daysPastDue: 0,
  })
  const stagedAt = o.at + 5 * minute
  world.journal.emit('collection.staged', stagedAt, contract, outlet, { ...about, stage, daysPastDue })
  world.journal.emit('collection.assigned', afterWorking(stagedAt, takes), contract, outlet, {
    ...about,
    stage,
    actor: agent!.id,
  })
  foundAll(o, contract, contract, steps(stagedAt, 2, [{ workingMs: 4 * hour }]))
}

const complain = (o: Occasion, takes: number | null) => {
  const customer = o.customer()
  const subject = o.subject('cmp')
  complaint(o.world, o.r, { at: o.at, subject, customer: customer.id, outlet: customer.outlet, takes })
  const found = [12, 14, 15].map((days, i) => ({ step: i === 2 ? 'breach' : `remind-${i + 1}`, at: o.at + days * day }))
  foundAll(o, subject, subject, found)
}

const never = 60 * workday

export const timeliness: Plants = {
  'timeliness.decision-three-days': {
    planted: (o) => {
      const played = late(o, 'decision', [4.2 * workday, 6 * workday, never])
      foundAll(o, played.subject, played.subject, openDecision(played))
    },
    near: (o) => {
      // Decided at the very moment of the first reminder, which counts as in time.
      const submitAt = o.at + 20 * minute
      const [remind] = steps(submitAt, 3, [{ workingMs: 8 * hour }])
      const { subject, life } = play(o, 'home', { submitAt, decideAt: remind!.at })
      o.found({ subject, at: life.decidedAt as number })
    },
  },
  'timeliness.review-in-a-day': {
    planted: (o) => {
      const { subject, life } = late(o, 'review', [9 * hour, 14 * hour, never])
      const opened = life.reviewAssignedAt as number
      const breach = afterWorking(opened, 8 * hour)
      const key = keyOf(subject, 'review-1')
      const remind = { step: 'remind-1', at: remindBefore(breach, { workingMs: 2 * hour }) }
      foundAll(o, subject, key, [remind, { step: 'breach', at: breach }])
    },
    near: (o) => {
      const { subject, life } = play(o, 'consumption', { late: { review: 4 * hour } })
      o.found({ subject, at: life.reviewAssignedAt as number })
    },
  },
  'timeliness.instant-thirty-seconds': {
    planted: (o) => {
      const { subject, life } = play(o, 'card', { mode: 'instant', late: { decision: between(o.r, 31, 240) * second } })
      o.found({ subject, key: subject, step: 'breach', at: life.submittedAt + 30 * second })
    },
    near: (o) => {
      const { subject, life } = play(o, 'card', { mode: 'instant', late: { decision: 30 * second } })
      o.found({ subject, at: life.submittedAt })
    },
    live: true,
  },
  'timeliness.investigation-two-days': {
    planted: (o) => {
      const { subject, life } = late(o, 'investigation', [3.1 * workday, 5 * workday, never])
      foundAll(o, subject, subject, steps(life.investigationStartedAt as number, 2, [{ workingMs: 4 * hour }]))
    },
    near: (o) => {
      const { subject, life } = play(o, 'home', { late: { investigation: workday } })
      o.found({ subject, at: life.submittedAt })
    },
  },
  'timeliness.disbursement-five-days': {
    planted: (o) => {
      const { subject, life } = late(o, 'disbursement', [6.1 * workday, 9 * workday, never])
      foundAll(o, subject, subject, steps(life.decidedAt as number, 5, [{ workdays: 1 }]))
    },
    near: (o) => {
      const { subject, life } = play(o, 'home', { late: { disbursement: 2.5 * workday } })
      o.found({ subject, at: life.submittedAt })
    },
  },
  'timeliness.complaint-fifteen-days': {
    planted: (o) => complain(o, [16 * day, 21 * day, null][o.turn % 3] as number | null),
    near: (o) => complain(o, 12 * day),
    every: 3,
  },
  'timeliness.case-assigned': {
    planted: (o) => assignment(o, [3.2 * workday, 5 * workday, never][o.turn % 3] as number),
    near: (o) => assignment(o, workday / 2),
  },
}
