import { hour, minute, second, startOfDay } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { decided, last, seen, type Verified, verified } from './facts.ts'
import { applied, trace, turns } from './traces.ts'

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
