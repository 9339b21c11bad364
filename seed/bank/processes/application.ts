import { minute, second } from '../clock.ts'
import { accountId } from '../customers.ts'
import { habits } from '../habits.ts'
import { isOnline, products } from '../products.ts'
import { between, chance, exponential, lognormal, pick, type Random, randomAt, unit } from '../random.ts'
import type { World } from '../world.ts'
import type { Life, Request, Team } from './case.ts'
import { decide } from './decision.ts'
import { disburse } from './disbursement.ts'
import { investigate, review } from './examination.ts'
import { issueCard } from './issue-card.ts'

const teamOf = (world: World, r: Random, { outlet, population, twist }: Request): Team => ({
  manager: twist.manager ?? pick(r, world.staff.at(outlet, 'manager', population)),
  investigator: pick(r, world.staff.at(outlet, 'investigator', population)),
  reviewers: world.staff.at(outlet, 'reviewer', population),
  disburser: pick(r, world.staff.at(outlet, 'disburser', population)),
})

/** From the first estimate to the money: writes the whole story at once, much of it into the future. */
export const applicationCase = (world: World, r: Random, request: Request): Life => {
  const { journal } = world
  const { subject, outlet, product, channel, customer, partner, twist, pace, population } = request
  const team = teamOf(world, r, request)
  const common = { product, channel, customer: customer.id }
  const brought = partner ? { partner: partner.id } : {}

  const estimatedAt: number[] = []
  let estimateAt = request.at
  for (const amount of twist.estimates ?? [request.amount]) {
    journal.emit('estimate.made', estimateAt, subject, outlet, {
      ...common,
      ...brought,
      amount,
      manager: team.manager.id,
      durationSeconds: between(r, 15, 240),
      direct: partner === null,
    })
    estimatedAt.push(Math.round(estimateAt))
    estimateAt += pace.wall(between(r, 30, 300) * second)
  }

  const submittedAt = twist.submitAt ?? estimateAt + pace.wall(exponential(r, 12 * minute) + 20 * second)
  const fastTrack = twist.mode ? twist.mode === 'instant' : request.fastTrack
  const otherBankLimit =
    population === 'rest'
      ? Math.round(lognormal(r, customer.income * 2, 0.8))
      : Math.round(customer.income * 2 * unit(r))
  const amount =
    product === 'card' ? Math.min(request.amount, Math.floor((customer.income * 12) / 10_000) * 10_000) : request.amount
  const witnessed = !isOnline(channel) && channel !== 'phone'
  const tablet =
    population === 'rest' && witnessed && tabletOf(outlet) && chance(r, habits.sharedTablet.chance)
      ? `tab-${outlet}`
      : null
  journal.emit('application.submitted', submittedAt, subject, outlet, {
    ...common,
    ...brought,
    amount,
    ...(request.termMonths !== null && { termMonths: request.termMonths }),
    purpose: request.purpose,
    age: customer.age,
    income: customer.income,
    supplementary: false,
    direct: partner === null,
    oneId: partner === null && isOnline(channel) && chance(r, 0.2) && (population === 'rest' || amount <= 30_000_000),
    manager: team.manager.id,
    name: customer.name,
    idNumber: customer.idNumber,
    mobile: customer.mobile,
    address: customer.address,
    device: tablet ?? customer.device,
    otherBankLimit,
    otherLenders: Math.min(9, Math.floor(exponential(r, 1.1))),
    fastTrack,
    employer: customer.employer,
    ...twist.submitted,
  })
  const quick = fastTrack ? second : 20 * second
  const consentAt = submittedAt + quick * (0.5 + unit(r))
  journal.emit('consent.given', consentAt, subject, outlet, {
    consentPurpose: 'credit-query',
    form: witnessed ? 'written' : 'electronic',
    customer: customer.id,
    bundled: false,
    preset: false,
    digest: `sha-${subject}-q`,
  })
  const queriedAt = consentAt + quick * (0.5 + unit(r))
  journal.emit('consent.used', queriedAt, subject, outlet, {
    consentPurpose: 'credit-query',
    customer: customer.id,
    actor: fastTrack ? 'sys-credit' : team.manager.id,
    digest: `sha-${subject}-q`,
    reason: 'application',
  })
  const identifiedAt = queriedAt + quick * (0.5 + unit(r)) + (witnessed ? 3 * minute : 0)
  const borrows = population === 'rest' && chance(randomAt(world.seed, 'camera', subject), habits.borrowedCamera.chance)
  const forgets = team.manager.habits.has('forgetfulWitness') && chance(r, habits.forgetfulWitness.chance)
  journal.emit('identity.verified', identifiedAt, subject, outlet, {
    method: witnessed ? 'in-person' : 'face',
    result: 'pass',
    score: Math.round((0.86 + 0.13 * unit(r)) * 1000) / 1000,
    ...(witnessed && { applicantSeen: true, originalsSeen: true, signatureSeen: !forgets, actor: team.manager.id }),
    // A plant that says which device applied leaves open which one saw the face.
    ...(!witnessed && !twist.submitted?.device && { device: borrows ? `${customer.device}-2` : customer.device }),
    ...common,
    ...twist.identity,
  })
  const score =
    Math.round(Math.min(0.99, Math.max(0.01, products[product].approve + 0.16 * (unit(r) + unit(r) - 1))) * 1000) / 1000
  const good = twist.decision ? twist.decision === 'approved' : chance(r, products[product].approve)
  const suggestion = fastTrack || chance(r, 0.6) ? (good ? 'approved' : 'declined') : 'manual'
  const scoredAt = identifiedAt + quick * (0.3 + unit(r))
  journal.emit('score.produced', scoredAt, subject, outlet, {
    model: 'application-credit',
    modelVersion: '3.2',
    score,
    suggestion,
    segment: customer.income > 2_000_000 ? 'high-income' : 'mass',
    ...common,
  })

  const life: Life = {
    estimatedAt,
    submittedAt: Math.round(submittedAt),
    identifiedAt: Math.round(identifiedAt),
    investigationStartedAt: null,
    investigatedAt: null,
    reviewAssignedAt: null,
    decidedAt: null,
    approver: null,
    amount,
    madeAt: null,
  }
  const story = { world, r, request: { ...request, amount }, team, life, common }

  let readyAt = scoredAt
  if (!fastTrack) {
    const ordinary = Object.keys(twist).length === 0
    if (ordinary && chance(r, habits.withdrawn.chance)) {
      const withdrawnAt = pace.working(readyAt, exponential(r, 90 * minute))
      journal.emit('application.withdrawn', Math.min(withdrawnAt, submittedAt + 20 * 60 * minute), subject, outlet, {
        reason: pick(r, ['changed plans', 'better offer elsewhere', 'wrong amount']),
        ...common,
      })
      if (population === 'clean') certify(world, story.request, team, null)
      return life
    }
    readyAt = investigate(story, readyAt)
    readyAt = review(story, readyAt)
  }
  const decided = decide(story, readyAt, { fastTrack, good, suggestion })
  life.decidedAt = decided.at
  life.approver = decided.actor
  if (decided.approved) {
    if (product === 'card') issueCard(story, decided.at)
    else disburse(story, decided)
  }
  if (population === 'clean') certify(world, story.request, team, decided.actor)
  return life
}

/** Whether the outlet is one of those with a shared tablet; a property of the place, drawn from its id. */
const tabletOf = (outlet: string): boolean => {
  let hash = 7
  for (let i = 0; i < outlet.length; i++) hash = (Math.imul(hash, 31) + outlet.charCodeAt(i)) >>> 0
  return (hash % 1000) / 1000 < habits.sharedTablet.share
}

const certify = (world: World, { subject, customer, partner }: Request, team: Team, approver: string | null) => {
  world.truth.clean(
    subject,
    customer.id,
    accountId(customer.number),
    customer.device,
    team.manager.id,
    team.investigator.id,
  )
  world.truth.clean(team.disburser.id, ...team.reviewers.map((person) => person.id))
  if (partner) world.truth.clean(partner.id)
  if (approver && !approver.startsWith('sys-')) world.truth.clean(approver)
}
