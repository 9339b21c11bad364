import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { hour, minute, second, startOfDay } from '../../clock.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { applied, type Trace, trace, turns } from './traces.ts'

type Verified = EventData<'identity.verified'>
type Investigated = Omit<EventData<'investigation.completed'>, 'actor'> & { actor?: string }

const seen = { applicantSeen: true, originalsSeen: true, signatureSeen: true }
const verified = (one: Trace, after: number, data: Verified) => ({
  subject: one.subject,
  at: one.emit('identity.verified', after, { customer: one.customer.id, ...data }),
})
const investigated = (o: Occasion, one: Trace, after: number, data: Investigated) => ({
  subject: one.subject,
  at: one.emit('investigation.completed', after, {
    actor: o.subject('e'),
    recording: `rec-${one.subject}`,
    reached: true,
    durationSeconds: 2_400,
    customer: one.customer.id,
    ...data,
  }),
})
/** Without a product: of these cases only fragments are told, which no flow would let pass. */
const decided = (one: Trace, after: number, decision: 'approved' | 'declined') => ({
  subject: one.subject,
  at: one.emit('approval.decided', after, { decision, customer: one.customer.id }),
})
const consented = (one: Trace, after: number, data: Partial<EventData<'consent.given'>> = {}) => ({
  subject: one.subject,
  at: one.emit('consent.given', after, {
    consentPurpose: 'credit-query',
    form: 'electronic',
    customer: one.customer.id,
    digest: `sha-${one.subject}-q`,
    ...data,
  }),
})
const queried = (one: Trace, after: number, actor: string, actorRole?: 'manager' | 'teller' | 'reviewer') => ({
  subject: one.subject,
  at: one.emit('consent.used', after, {
    consentPurpose: 'credit-query',
    customer: one.customer.id,
    actor,
    ...(actorRole && { actorRole }),
  }),
})
/** The last of so many. */
const last = <T>(count: number, play: (i: number) => T): T =>
  Array.from({ length: count }, (_, i) => play(i)).at(-1) as T

export const issuanceConsent: Plants = {
  'issuance.query-repeated': turns([3], [2], (o, count) => {
    const one = trace(o)
    consented(one, 0)
    const actor = o.subject('e')
    return last(count, (i) => queried(one, (i + 1) * hour, actor))
  }),
  'issuance.query-by-outsider': turns<'teller' | 'manager' | 'own' | 'reviewer'>(
    ['teller', 'manager'],
    ['own', 'reviewer'],
    (o, who) => {
      const manager = o.subject('e')
      const one = applied(o, 0, { manager })
      consented(one, minute)
      return who === 'own'
        ? queried(one, 2 * minute, manager, 'manager')
        : queried(one, 2 * minute, o.subject('e'), who)
    },
  ),
  'issuance.query-after-end': turns([30 * minute, 4 * hour], [10 * minute], (o, after) => {
    const one = applied(o, 0, {})
    consented(one, minute)
    return queried(one, after, 'sys-credit')
  }),
  'issuance.consents-in-batch': turns([5], [4], (o, count) => {
    const actor = o.subject('e')
    return last(count, (i) => consented(trace(o), i * 40 * second, { actor }))
  }),
}

export const issuanceIdentity: Plants = {
  'issuance.low-score-pass': turns<Verified>(
    [
      { method: 'face', result: 'pass', score: 0.69 },
      { method: 'voiceprint', result: 'pass', score: 0.4 },
      { method: 'video', result: 'pass', score: 0.55 },
    ],
    [
      { method: 'face', result: 'pass', score: 0.7 },
      { method: 'face', result: 'doubt', score: 0.4 },
    ],
    (o, data) => verified(trace(o), 0, data),
  ),
  'issuance.retried-until-pass': turns([3, 4], [2], (o, failures) => {
    const one = trace(o)
    for (let i = 0; i < failures; i++) verified(one, i * minute, { method: 'face', result: 'fail' })
    return verified(one, failures * minute, { method: 'face', result: 'pass' })
  }),
  'issuance.easier-method': turns(
    ['questionnaire', 'ocr', 'voiceprint'],
    ['face', 'in-person'] as const,
    (o, method) => {
      const one = trace(o)
      verified(one, 0, { method: 'face', result: 'fail' })
      return verified(one, 12 * minute, { method, result: 'pass', ...(method === 'in-person' && seen) })
    },
  ),
  'issuance.doubt-approved': turns([false], [true], (o, again) => {
    const one = trace(o)
    verified(one, 0, { method: 'face', result: 'doubt' })
    if (again) verified(one, hour, { method: 'face', result: 'pass' })
    return decided(one, 2 * hour, 'approved')
  }),
  'issuance.verified-after-approval': turns<'approved' | 'declined'>(['approved'], ['declined'], (o, decision) => {
    const one = trace(o)
    decided(one, 0, decision)
    return verified(one, hour, { method: 'face', result: 'pass' })
  }),
  'issuance.other-document': turns([true], [false], (o, other) => {
    const customer = o.customer()
    const one = applied(o, 0, { idNumber: customer.idNumber }, { customer })
    const { idNumber } = other ? o.customer() : customer
    return verified(one, 3 * minute, { method: 'ocr', result: 'pass', idNumber })
  }),
  'issuance.other-device': turns([true], [false], (o, other) => {
    const one = applied(o, 0, {})
    const { device } = other ? o.customer() : one.customer
    return verified(one, 3 * minute, { method: 'face', result: 'pass', device })
  }),
  'issuance.device-many-faces': turns([4], [3], (o, count) => {
    const { device } = o.customer()
    return last(count, (i) => verified(trace(o), i * 11 * minute, { method: 'face', result: 'pass', device }))
  }),
  'issuance.witness-two-places': turns([true], [false], (o, away) => {
    const actor = o.subject('e')
    const first = trace(o)
    const outlet = !away ? first.outlet : first.outlet.startsWith('b01') ? 'b02-s01-o1' : 'b01-s01-o1'
    const data = { method: 'in-person' as const, result: 'pass' as const, actor, ...seen }
    verified(first, 0, data)
    return verified(trace(o, { outlet }), 12 * minute, data)
  }),
  'issuance.witness-in-batch': turns([4], [3], (o, count) => {
    const actor = o.subject('e')
    const { outlet } = o.customer()
    return last(count, (i) =>
      verified(trace(o, { outlet }), i * 50 * second, { method: 'in-person', result: 'pass', actor, ...seen }),
    )
  }),
  'issuance.witness-at-night': turns([22, 23.5], [21.99], (o, at) =>
    verified(trace(o), startOfDay(o.number) + at * hour - o.at, {
      method: 'in-person',
      result: 'pass',
      actor: o.subject('e'),
      ...seen,
    }),
  ),
  'issuance.interview-too-brief': turns<Verified>(
    [
      { method: 'video', result: 'pass', durationSeconds: 41 },
      { method: 'questionnaire', result: 'pass', durationSeconds: 12 },
    ],
    [
      { method: 'video', result: 'pass', durationSeconds: 60 },
      { method: 'questionnaire', result: 'fail', durationSeconds: 12 },
    ],
    (o, data) => verified(trace(o), 0, data),
  ),
}

export const issuanceInvestigation: Plants = {
  'issuance.call-unrecorded': turns([true], [false], (o, silent) => {
    const one = trace(o)
    const at = one.emit('investigation.completed', 0, {
      actor: o.subject('e'),
      method: 'phone',
      result: 'pass',
      reached: true,
      ...(!silent && { recording: `rec-${one.subject}` }),
    })
    return { subject: one.subject, at }
  }),
  'issuance.recording-reused': turns([true], [false], (o, shared) => {
    const first = trace(o)
    const recording = `rec-${first.subject}`
    investigated(o, first, 0, { method: 'phone', result: 'pass' })
    return investigated(o, trace(o), hour, { method: 'phone', result: 'pass', ...(shared && { recording }) })
  }),
  'issuance.investigated-after': turns<'approved' | 'declined'>(['approved'], ['declined'], (o, decision) => {
    const one = trace(o)
    decided(one, 0, decision)
    return investigated(o, one, hour, { method: 'onsite', result: 'pass' })
  }),
  'issuance.manager-investigates': turns([true], [false], (o, own) => {
    const manager = o.subject('e')
    const one = applied(o, 0, { manager })
    return investigated(o, one, 15 * minute, { method: 'onsite', result: 'pass', ...(own && { actor: manager }) })
  }),
  'issuance.verdict-against-identity': turns([false], [true], (o, again) => {
    const one = trace(o)
    verified(one, 0, { method: 'face', result: 'fail' })
    if (again) verified(one, 20 * minute, { method: 'face', result: 'pass' })
    one.emit('application.withdrawn', 3 * hour, { reason: 'changed plans', customer: one.customer.id, product: 'card' })
    return investigated(o, one, hour, { method: 'phone', result: 'pass' })
  }),
  'issuance.verdict-reversed': turns([true], [false], (o, other) => {
    const one = trace(o)
    const actor = o.subject('e')
    investigated(o, one, 0, { method: 'onsite', result: 'fail', actor })
    return investigated(o, one, 2 * hour, { method: 'onsite', result: 'pass', ...(!other && { actor }) })
  }),
  'issuance.poor-score-passed': turns([0.39, 0.1], [0.4], (o, score) =>
    investigated(o, trace(o), 0, { method: 'phone', result: 'pass', score }),
  ),
}
