import { hour, minute } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { decided, investigated, verified } from './facts.ts'
import { applied, trace, turns } from './traces.ts'

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
