import { dayNumber, hour, minute, second, startOfDay, timeOfDay } from '../clock.ts'
import { habits } from '../habits.ts'
import { isOnline, products } from '../products.ts'
import { between, chance, lognormal, pick, type Random, unit } from '../random.ts'
import { approverFor, type Person } from '../staff.ts'
import type { Story } from './case.ts'
import { workingTime } from './examination.ts'

export interface Decided {
  at: number
  approved: boolean
  actor: string
  amount: number
}

/** What the machine decided within seconds, or a person within hours. */
export const decide = (
  story: Story,
  readyAt: number,
  found: { fastTrack: boolean; good: boolean; suggestion: 'approved' | 'declined' | 'manual' },
): Decided => (found.fastTrack ? decideInstantly(story, readyAt, found) : decideByHand(story, readyAt, found))

const decideInstantly = (
  { world, r, request, life, common }: Story,
  readyAt: number,
  { good, suggestion }: { good: boolean; suggestion: 'approved' | 'declined' | 'manual' },
): Decided => {
  const { subject, outlet, twist, amount, product, partner, termMonths } = request
  const most = request.population === 'rest' ? Number.POSITIVE_INFINITY : 18 * second
  const late = twist.late?.decision
  const at = Math.round(
    late !== undefined ? life.submittedAt + late : readyAt + Math.min(most, lognormal(r, 5, 0.5) * second),
  )
  // The final check sees what the model did not, in about one of seventy cases.
  const overruled = twist.decision === undefined && chance(r, 0.014)
  const approved = good !== overruled
  world.journal.emit('approval.decided', at, subject, outlet, {
    decision: approved ? 'approved' : 'declined',
    mode: 'instant',
    actor: 'sys-decision',
    amount,
    ...(termMonths !== null && { termMonths }),
    rate: products[product].rate,
    suggestion,
    overridden: overruled,
    ...(overruled && { reason: 'policy check after scoring' }),
    related: false,
    ...(partner && { partner: partner.id }),
    node: 'instant',
    ...common,
    ...twist.decided,
  })
  return { at, approved, actor: 'sys-decision', amount: twist.decided?.amount ?? amount }
}

const decideByHand = (
  story: Story,
  readyAt: number,
  { good, suggestion }: { good: boolean; suggestion: 'approved' | 'declined' | 'manual' },
): Decided => {
  const { world, r, request, team, life, common } = story
  const { subject, outlet, twist, product, partner, termMonths, pace, population, channel } = request
  const online = product === 'consumption' && isOnline(channel)
  const amount = online ? Math.min(request.amount, 20_000_000) : request.amount
  const approver = twist.approver ?? approverFor(r, world.staff.at(outlet, 'approver', population), amount)
  const naturally = pace.working(readyAt, workingTime(story, 70 * minute, 2 * hour, approver) + 5 * minute)
  const late = twist.late?.decision
  const at = Math.round(
    twist.decideAt ??
      (late !== undefined
        ? pace.working(life.submittedAt, late)
        : pace.quickened
          ? naturally
          : byHabit(r, approver, naturally)),
  )
  const overruled = twist.decision === undefined && suggestion !== 'manual' && chance(r, 0.05)
  const approved = good !== overruled
  const silent = approver.habits.has('silentOverride') && chance(r, habits.silentOverride.chance)
  const materials = between(r, 5, 14)
  const skims = approver.habits.has('skimmer') && chance(r, habits.skimmer.chance)
  const data = {
    decision: approved ? ('approved' as const) : ('declined' as const),
    mode: 'manual' as const,
    actor: approver.id,
    amount,
    ...(termMonths !== null && { termMonths }),
    rate: products[product].rate,
    readSeconds: readSecondsOf(r, approver, population === 'rest'),
    materialsTotal: materials,
    materialsViewed: skims ? materials - between(r, 1, 3) : materials,
    authority: approver.authority ?? 0,
    suggestion,
    overridden: overruled,
    ...((overruled || !approved) &&
      !(overruled && silent) && {
        reason: approved
          ? 'income confirmed by payroll'
          : pick(r, ['debt ratio', 'income unconfirmed', 'credit record']),
      }),
    related: false,
    ...(partner && { partner: partner.id }),
    manager: team.manager.id,
    workstation: `ws-${approver.id.slice(2)}`,
    node: 'approval',
    ...common,
  }
  if (twist.approverAlso === 'reviews' || twist.approverAlso === 'returns')
    world.journal.emit('review.completed', at - between(r, 10, 60) * minute, subject, outlet, {
      node: 'review-1',
      opinion: twist.approverAlso === 'reviews' ? 'agree' : 'return',
      actor: approver.id,
      readSeconds: 180,
      ...common,
    })
  world.journal.emit('approval.decided', at, subject, outlet, { ...data, ...twist.decided })
  return { at, approved, actor: approver.id, amount: twist.decided?.amount ?? amount }
}

/** Clean approvers read for at least 90 s; the others as their habit is. */
const readSecondsOf = (r: Random, approver: Person, free: boolean): number => {
  if (approver.habits.has('fastReader'))
    return Math.round(lognormal(r, habits.fastReader.medianReadSeconds, habits.fastReader.spread))
  const drawn = Math.round(lognormal(r, 260, 0.5))
  return free ? drawn : Math.max(90, drawn)
}

/** Night workers come back in the evening, batch signers sign the day's pile before closing. */
const byHabit = (r: Random, approver: Person, naturally: number): number => {
  const midnight = startOfDay(dayNumber(naturally))
  if (approver.habits.has('nightWorker') && chance(r, habits.nightWorker.chance))
    return midnight + 21 * hour + unit(r) * 2.5 * hour
  if (approver.habits.has('batchSigner') && chance(r, habits.batchSigner.chance) && timeOfDay(naturally) < 16.5 * hour)
    return midnight + 16.5 * hour + unit(r) * 15 * minute
  return naturally
}
