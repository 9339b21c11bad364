import { day, hour, minute, second } from '../clock.ts'
import type { Twist } from '../processes/case.ts'
import { complaint } from '../processes/service.ts'
import { between, pick } from '../random.ts'
import { keyOf } from '../truth.ts'
import { afterWorking, dueAfter, remindBefore } from '../working.ts'
import { belongings, type Occasion, type Plants, type Played, play } from './occasion.ts'
import { sentBack, waits } from './waiting.ts'

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

const openDecision = (openedAt: number, workdays = 3) =>
  steps(openedAt, workdays, [{ workingMs: 8 * hour }, { workingMs: 2 * hour }])

/** Waiting for the customer from the next working day on, two of them: the decision has five. */
const twoDays = (since: number) => ({ since, after: workday, takes: 2 * workday })

/** When an approver sends a case back, before anybody is reminded. */
const backAt = (submittedAt: number) => afterWorking(submittedAt, 2 * workday)

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
      // The last two are late although the clock stood still or began anew.
      const played = late(o, 'decision', [4.2 * workday, 6 * workday, never, 7 * workday, 7 * workday])
      const { submittedAt } = played.life
      const shape = o.turn % 5
      if (shape === 3) waits(o, played, twoDays(submittedAt))
      if (shape === 4) sentBack(o, played, backAt(submittedAt))
      const found = shape === 4 ? openDecision(backAt(submittedAt)) : openDecision(submittedAt, shape === 3 ? 3 + 2 : 3)
      foundAll(o, played.subject, played.subject, found)
    },
    near: (o) => {
      // Decided at the very moment of the first reminder, which counts as in time; two of three times later than three
      // days, saved by a pause or by having been sent back.
      const submitAt = o.at + 20 * minute
      const shape = o.turn % 3
      const [remind] = shape === 2 ? openDecision(backAt(submitAt)) : openDecision(submitAt, shape === 1 ? 3 + 2 : 3)
      const played = play(o, 'home', { submitAt, decideAt: remind!.at })
      if (shape === 1) waits(o, played, twoDays(submitAt))
      if (shape === 2) sentBack(o, played, backAt(submitAt))
      o.found({ subject: played.subject, at: played.life.decidedAt as number })
    },
  },
  'timeliness.review-in-a-day': {
    planted: (o) => {
      const played = late(o, 'review', [9 * hour, 14 * hour, never, 16 * hour])
      const { subject, life } = played
      const opened = life.reviewAssignedAt as number
      const waited = o.turn % 4 === 3 ? 4 * hour : 0
      if (waited > 0) waits(o, played, { since: opened, after: 2 * hour, takes: waited })
      const breach = afterWorking(opened, 8 * hour + waited)
      const key = keyOf(subject, 'review-1')
      const remind = { step: 'remind-1', at: remindBefore(breach, { workingMs: 2 * hour }) }
      foundAll(o, subject, key, [remind, { step: 'breach', at: breach }])
    },
    near: (o) => {
      // Every other time twice as late, but six hours of it the customer's.
      const waited = o.turn % 2 === 1
      const played = play(o, 'consumption', { late: { review: (waited ? 10 : 4) * hour } })
      const opened = played.life.reviewAssignedAt as number
      if (waited) waits(o, played, { since: opened, after: hour, takes: 6 * hour })
      o.found({ subject: played.subject, at: opened })
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
      const played = late(o, 'investigation', [3.1 * workday, 5 * workday, never, 5 * workday])
      const { subject, life } = played
      const started = life.investigationStartedAt as number
      const waited = o.turn % 4 === 3 ? 1 : 0
      if (waited > 0) waits(o, played, { since: started, after: workday, takes: waited * workday, node: 'intake' })
      foundAll(o, subject, subject, steps(started, 2 + waited, [{ workingMs: 4 * hour }]))
    },
    near: (o) => {
      // Every other time beyond two days, two of which the customer took.
      const waited = o.turn % 2 === 1
      const played = play(o, 'home', { late: { investigation: (waited ? 2.9 : 1) * workday } })
      const since = played.life.investigationStartedAt as number
      if (waited) waits(o, played, { since, after: workday / 2, takes: 2 * workday, node: 'intake' })
      o.found({ subject: played.subject, at: played.life.submittedAt })
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
