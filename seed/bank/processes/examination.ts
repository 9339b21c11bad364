import { hour, minute, second } from '../clock.ts'
import { habits } from '../habits.ts'
import { between, chance, exponential, lognormal, pick, type Random, randomAt } from '../random.ts'
import type { Person } from '../staff.ts'
import type { Story } from './case.ts'

/** Working time a step takes: exponential, held below `most` for the certified clean and near misses. */
export const workingTime = (
  story: Pick<Story, 'r' | 'request'>,
  mean: number,
  most: number,
  person?: Person,
): number => {
  const { r, request } = story
  const drawn = exponential(r, mean)
  if (request.population !== 'rest') return Math.min(drawn, most)
  return person?.habits.has('slow') ? drawn * habits.slow.factor : drawn
}

const visitSeconds = (r: Random, investigator: Person, clean: boolean): number => {
  if (investigator.habits.has('shortVisit'))
    return Math.round(lognormal(r, habits.shortVisit.medianSeconds, habits.shortVisit.spread))
  const drawn = Math.round(lognormal(r, 2_700, 0.4))
  return clean ? Math.max(600, drawn) : drawn
}

/** The field or phone investigation of larger cases. Returns when the case is ready for review. */
export const investigate = (story: Story, readyAt: number): number => {
  const { world, r, request, team, life, common } = story
  const { twist, subject, outlet, pace, amount, product } = request
  const wanted = amount > 15_000_000 || product === 'car' || product === 'home' || chance(r, 0.3)
  if (!wanted && !twist.investigation && twist.late?.investigation === undefined) return readyAt
  const { investigator } = team
  const startedAt = pace.working(readyAt, workingTime(story, 35 * minute, 90 * minute, investigator))
  world.journal.emit('investigation.started', startedAt, subject, outlet, {
    actor: investigator.id,
    node: 'investigation',
    ...common,
  })
  const onsite = product === 'home' || product === 'personal-loan' || chance(r, 0.35)
  const takes = twist.late?.investigation ?? workingTime(story, 100 * minute, 3 * hour, investigator)
  const completedAt = pace.working(startedAt, takes + 12 * minute)
  const passesBlindly = investigator.habits.has('unreachedPass') && chance(r, habits.unreachedPass.chance)
  const loses =
    request.population === 'rest' && chance(randomAt(world.seed, 'recording', subject), habits.lostRecording.chance)
  world.journal.emit('investigation.completed', completedAt, subject, outlet, {
    actor: investigator.id,
    node: 'investigation',
    method: onsite ? 'onsite' : 'phone',
    result: 'pass',
    durationSeconds: onsite
      ? visitSeconds(r, investigator, request.population !== 'rest')
      : Math.round(lognormal(r, 360, 0.5)),
    reached: !passesBlindly,
    ...(!loses && { recording: `rec-${subject}` }),
    ...common,
    ...twist.investigation,
  })
  life.investigationStartedAt = Math.round(startedAt)
  life.investigatedAt = Math.round(completedAt)
  return completedAt
}

/** One or two reviews; the first may send the case back to the customer once. Returns when it is ready for a decision. */
export const review = (story: Story, readyAt: number): number => {
  const { r, request, team } = story
  const first = pick(r, team.reviewers)
  const others = team.reviewers.filter((person) => person !== first)
  let at = reviewOnce(story, readyAt, 'review-1', first)
  if (request.amount > 30_000_000) at = reviewOnce(story, at, 'review-2', others.length > 0 ? pick(r, others) : first)
  return at
}

const reviewOnce = (story: Story, readyAt: number, node: string, reviewer: Person): number => {
  const { world, r, request, life, common } = story
  const { subject, outlet, pace, twist } = request
  const { journal } = world
  const late = node === 'review-1' ? twist.late?.review : undefined
  const data = { node, actor: reviewer.id, ...common }
  const workstation = `ws-${reviewer.id.slice(2)}`
  const ordinary = Object.keys(twist).length === 0
  let at = readyAt
  for (let round = ordinary && node === 'review-1' && chance(r, habits.returned.chance) ? 2 : 1; round > 0; round--) {
    const assignedAt = pace.working(at, 30 * second + unitMinutes(r, 4))
    journal.emit('review.assigned', assignedAt, subject, outlet, { ...data, priority: between(r, 2, 6) })
    if (life.reviewAssignedAt === null) life.reviewAssignedAt = Math.round(assignedAt)
    const openedAt = pace.working(assignedAt, late ?? workingTime(story, 40 * minute, 100 * minute, reviewer))
    journal.emit('review.opened', openedAt, subject, outlet, { ...data, workstation })
    const readSeconds = Math.max(75, Math.round(lognormal(r, 300, 0.5)))
    const completedAt = pace.working(openedAt, readSeconds * second)
    const materials = between(r, 5, 14)
    const back = round === 2
    journal.emit('review.completed', completedAt, subject, outlet, {
      ...data,
      opinion: back ? 'return' : 'agree',
      readSeconds,
      materialsTotal: materials,
      materialsViewed: materials,
      workstation,
      ...(back && { reason: 'document missing' }),
    })
    at = completedAt
    if (back) {
      journal.emit('application.returned', at + second, subject, outlet, {
        reason: pick(r, ['income proof missing', 'contract illegible', 'identity copy expired']),
        ...data,
      })
      at = pace.working(at, workingTime(story, 3 * hour, 2 * hour))
      journal.emit('application.resumed', at, subject, outlet, { node, ...common })
    }
  }
  return at
}

const unitMinutes = (r: Random, most: number): number => between(r, 0, most * 60) * second
