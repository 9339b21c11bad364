import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import type { Occasion } from '../occasion.ts'
import type { Trace } from './traces.ts'

export type Verified = EventData<'identity.verified'>
export type Investigated = Omit<EventData<'investigation.completed'>, 'actor'> & { actor?: string }

export const seen = { applicantSeen: true, originalsSeen: true, signatureSeen: true }
export const verified = (one: Trace, after: number, data: Verified) => ({
  subject: one.subject,
  at: one.emit('identity.verified', after, { customer: one.customer.id, ...data }),
})
export const investigated = (o: Occasion, one: Trace, after: number, data: Investigated) => ({
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
export const decided = (one: Trace, after: number, decision: 'approved' | 'declined') => ({
  subject: one.subject,
  at: one.emit('approval.decided', after, { decision, customer: one.customer.id }),
})
export const consented = (one: Trace, after: number, data: Partial<EventData<'consent.given'>> = {}) => ({
  subject: one.subject,
  at: one.emit('consent.given', after, {
    consentPurpose: 'credit-query',
    form: 'electronic',
    customer: one.customer.id,
    digest: `sha-${one.subject}-q`,
    ...data,
  }),
})
export const queried = (one: Trace, after: number, actor: string, actorRole?: 'manager' | 'teller' | 'reviewer') => ({
  subject: one.subject,
  at: one.emit('consent.used', after, {
    consentPurpose: 'credit-query',
    customer: one.customer.id,
    actor,
    ...(actorRole && { actorRole }),
  }),
})
/** The last of so many. */
export const last = <T>(count: number, play: (i: number) => T): T =>
  Array.from({ length: count }, (_, i) => play(i)).at(-1) as T
