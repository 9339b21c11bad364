import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute } from '../../clock.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { investigated, last } from './facts.ts'
import { applied, type Trace, trace, turns } from './traces.ts'

/** Reviews and decisions of which nothing else of the case is told, by people who do nothing else. */

type Decided = EventData<'approval.decided'>

/** Approved by hand unless told otherwise. */
const decided = (o: Occasion, one: Trace, after: number, data: Partial<Decided> = {}) => ({
  subject: one.subject,
  at: one.emit('approval.decided', after, {
    actor: o.subject('e'),
    mode: 'manual',
    decision: 'approved',
    amount: 4_000_000,
    customer: one.customer.id,
    ...data,
  }),
})

type Reviewed = EventData<'review.completed'>

const reviewed = (o: Occasion, one: Trace, after: number, data: Partial<Reviewed>) => ({
  subject: one.subject,
  at: one.emit('review.completed', after, {
    node: 'review-1',
    actor: o.subject('e'),
    readSeconds: 300,
    customer: one.customer.id,
    ...data,
  }),
})

/** Declined by one approver and approved, so much later, by the same or another. */
const turned = (o: Occasion, after: number, other: boolean, resumed: boolean) => {
  const one = trace(o)
  const actor = o.subject('e')
  decided(o, one, 0, { actor, decision: 'declined' })
  if (resumed) one.emit('application.resumed', after / 2, { node: 'approval', customer: one.customer.id })
  return decided(o, one, after, other ? {} : { actor })
}

/** So many decisions on customers of their own, a while apart; the last one is judged. */
const several = (o: Occasion, count: number, data: (i: number) => Partial<Decided>) =>
  last(count, (i) => decided(o, trace(o), i * 14 * minute, data(i)))

const againstModel = { suggestion: 'declined', overridden: true, reason: 'guarantor accepted' } as const

export const issuanceDecisions: Plants = {
  'issuance.one-terminal-many-approvers': turns([2, 3], [1], (o, approvers) => {
    const workstation = o.subject('ws')
    const actors = Array.from({ length: approvers }, () => o.subject('e'))
    decided(o, trace(o), 0, { workstation, actor: actors[0] as string })
    return decided(o, trace(o), 12 * minute, { workstation, actor: actors.at(-1) as string })
  }),
  'issuance.decline-reversed': turns(
    [{ after: 14 * minute, resumed: false }],
    [
      { after: 14 * minute, resumed: true },
      { after: 30 * minute, resumed: false },
    ],
    (o, { after, resumed }) => turned(o, after, false, resumed),
  ),
  'issuance.second-approver-found': turns([false], [true], (o, resumed) => turned(o, 3 * hour, true, resumed)),
  'issuance.approved-after-withdrawal': turns([false], [true], (o, again) => {
    const one = applied(o, 0, { amount: 4_000_000 })
    if (again) applied(o, hour, { amount: 4_000_000 }, { ...one, open: true })
    return decided(o, one, 3 * hour)
  }),
  'issuance.above-requested': turns([4_000_001, 6_000_000], [4_000_000], (o, amount) => {
    const one = applied(o, 0, { amount: 4_000_000 }, { open: true })
    return decided(o, one, 2 * hour, { amount })
  }),
  'issuance.failed-investigation-approved': turns([false], [true], (o, again) => {
    const one = trace(o)
    const actor = o.subject('e')
    investigated(o, one, 0, { method: 'onsite', result: 'fail', actor })
    if (again) investigated(o, one, hour, { method: 'onsite', result: 'pass', actor })
    return decided(o, one, 3 * hour)
  }),
  'issuance.objection-passed-over': turns([false], [true], (o, again) => {
    const one = trace(o)
    reviewed(o, one, 0, { opinion: 'disagree' })
    if (again) reviewed(o, one, hour, { opinion: 'agree' })
    return decided(o, one, 2 * hour)
  }),
  'issuance.refused-income-differs': turns([1_300_000], [1_200_000], (o, income) => {
    const customer = o.customer()
    const first = applied(o, 0, { income: 1_000_000 }, { customer, open: true })
    decided(o, first, hour, { decision: 'declined' })
    const second = applied(o, 3 * hour, { income, amount: 4_000_000 }, { customer, open: true })
    return decided(o, second, 5 * hour)
  }),
  'issuance.one-terminal-two-duties': turns([true], [false], (o, same) => {
    const one = trace(o)
    const workstation = o.subject('ws')
    reviewed(o, one, 0, { opinion: 'agree', workstation })
    return decided(o, one, hour, { workstation: same ? workstation : o.subject('ws') })
  }),
  'issuance.review-taken-over': turns([false], [true], (o, assigned) => {
    const one = trace(o)
    const common = { node: 'review-1', customer: one.customer.id }
    const actor = o.subject('e')
    one.emit('review.opened', 0, { ...common, actor: o.subject('e') })
    if (assigned) one.emit('review.assigned', 20 * minute, { ...common, actor, priority: 3 })
    return reviewed(o, one, 40 * minute, { opinion: 'agree', actor })
  }),
  'issuance.hugging-authority-for-partner': turns([4], [3], (o, count) => {
    const common = { actor: o.subject('e'), partner: o.subject('p'), authority: 50_000_000 }
    return several(o, count, (i) => ({ ...common, amount: 50_000_000 - i * 600_000 }))
  }),
  'issuance.overrides-for-manager': turns([4], [3], (o, count) => {
    const common = { ...againstModel, actor: o.subject('e'), manager: o.subject('e') }
    return several(o, count, (i) => ({ ...common, reason: `guarantor ${i + 1} accepted` }))
  }),
  'issuance.partner-above-the-model': turns([0, 3], [4], (o, refused) => {
    const common = { ...againstModel, partner: o.subject('p') }
    return several(o, refused + 4, (i) =>
      i < refused ? { ...common, decision: 'declined', overridden: false, reason: 'debt ratio' } : common,
    )
  }),
  'issuance.override-reason-copied': turns([5], [4], (o, count) => {
    const common = { ...againstModel, actor: o.subject('e') }
    return several(o, count, () => common)
  }),
  'issuance.reading-beyond-a-day': turns([9_001, 12_000], [9_000], (o, readSeconds) => {
    const actor = o.subject('e')
    return several(o, 4, () => ({ actor, readSeconds }))
  }),
  'issuance.reviews-in-an-hour': turns([15], [14], (o, count) => {
    const actor = o.subject('e')
    return last(count, (i) => reviewed(o, trace(o), i * 3 * minute, { opinion: 'agree', actor }))
  }),
}
