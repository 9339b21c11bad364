import { hour, minute } from '../../clock.ts'
import { dueAfter } from '../../working.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { applied, trace, turns } from './traces.ts'

const decline = (o: Occasion, given: { partner?: string } = {}) => {
  const one = trace(o)
  const { customer } = one
  one.emit('approval.decided', 0, { decision: 'declined', customer: customer.id, product: 'home', ...given })
  return customer
}

/** Consent of that form, then the credit query. */
const queriedOn = (o: Occasion, forms: readonly ('oral' | 'written')[]) => {
  const one = trace(o)
  const common = { consentPurpose: 'credit-query' as const, customer: one.customer.id, actor: o.subject('e') }
  for (const [i, form] of forms.entries()) one.emit('consent.given', i * 5 * minute, { ...common, form })
  return { subject: one.subject, at: one.emit('consent.used', 30 * minute, common) }
}

/** A case of which the identity is doubtful in so many ways. */
const doubtful = (o: Occasion, { score, other, failed }: { score: number; other: boolean; failed: boolean }) => {
  const one = applied(o, 0, {})
  const { device } = other ? o.customer() : one.customer
  const customer = one.customer.id
  if (failed) one.emit('identity.verified', minute, { method: 'voiceprint', result: 'fail', customer })
  const at = one.emit('identity.verified', 9 * minute, { method: 'face', result: 'pass', score, device, customer })
  return { subject: one.subject, at }
}

export const issuancePatterns: Plants = {
  'issuance.partner-after-decline': turns([{}], [{ partner: 'par-known' }], (o, given) => {
    const customer = decline(o, given)
    return applied(o, 3 * hour, { product: 'home', channel: 'h5', partner: o.subject('p') }, { customer })
  }),
  'issuance.outside-credit-trimmed': turns([4_999_999, 0], [5_000_000], (o, otherBankLimit) => {
    const customer = o.customer()
    applied(o, 0, { otherBankLimit: 10_000_000 }, { customer })
    return applied(o, 4 * hour, { otherBankLimit }, { customer })
  }),
  'issuance.partner-one-device': turns([3], [2], (o, count) => {
    const partner = o.subject('p')
    const { device } = o.customer()
    for (let i = 1; i < count; i++) applied(o, i * hour, { product: 'home', partner, device })
    return applied(o, count * hour, { product: 'home', partner, device })
  }),
  'issuance.under-the-threshold': turns([5], [4], (o, count) => {
    const manager = o.subject('e')
    for (let i = 1; i < count; i++) applied(o, i * 20 * minute, { manager, amount: 15_000_000 - i * 90_000 })
    return applied(o, count * 20 * minute, { manager, amount: 15_000_000 })
  }),
  'issuance.consent-by-investigator': turns([true], [false], (o, same) => {
    const one = trace(o)
    const actor = o.subject('e')
    const customer = one.customer.id
    one.emit('consent.given', 0, { consentPurpose: 'credit-query', form: 'written', customer, actor })
    const at = one.emit('investigation.completed', 2 * hour, {
      actor: same ? actor : o.subject('e'),
      method: 'onsite',
      result: 'pass',
      durationSeconds: 2_700,
      customer,
    })
    return { subject: one.subject, at }
  }),
  'issuance.oral-consent-queried': turns<readonly ('oral' | 'written')[]>(
    [['oral'], ['written', 'oral']],
    [['oral', 'written']],
    queriedOn,
  ),
  'issuance.voice-other-number': turns([true], [false], (o, other) => {
    const one = applied(o, 0, {})
    const { mobile } = other ? o.customer() : one.customer
    const at = one.emit('identity.verified', 6 * minute, {
      method: o.turn % 2 === 0 ? 'voiceprint' : 'phone',
      result: 'pass',
      mobile,
      customer: one.customer.id,
    })
    return { subject: one.subject, at }
  }),
  'issuance.failed-never-resolved': {
    planted: (o) => {
      const one = trace(o)
      one.emit('identity.verified', 0, { method: 'face', result: 'fail', customer: one.customer.id })
      o.found({ subject: one.subject, step: 'breach', at: dueAfter(o.at, { workdays: 2 }) })
    },
    near: (o) => {
      const one = trace(o)
      one.emit('identity.verified', 0, { method: 'face', result: 'fail', customer: one.customer.id })
      const resolved = { customer: one.customer.id, product: 'card' as const }
      one.emit('application.withdrawn', hour, { reason: 'changed plans', ...resolved })
      o.found({ subject: one.subject, at: o.at })
    },
  },
  'issuance.visits-beyond-a-day': turns([9_000], [7_200], (o, seconds) => {
    const actor = o.subject('e')
    const visit = (after: number) => {
      const one = trace(o)
      const data = { actor, method: 'onsite' as const, result: 'pass' as const, durationSeconds: seconds }
      return { subject: one.subject, at: one.emit('investigation.completed', after, data) }
    }
    for (let i = 0; i < 6; i++) visit(i * 20 * minute)
    return visit(3 * hour)
  }),
  'issuance.evidence-doubts': {
    planted: (o) => {
      const shapes = [
        { score: 0.5, other: true, failed: false },
        { score: 0.5, other: false, failed: true },
        { score: 0.9, other: true, failed: true },
      ]
      const one = doubtful(o, shapes[o.turn % shapes.length] as (typeof shapes)[number])
      o.found({ ...one, key: one.subject, step: 'band-1' })
    },
    near: (o) => o.found(doubtful(o, { score: 0.5, other: false, failed: false })),
  },
}
