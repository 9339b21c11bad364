import { hour, minute, second } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { consented, last, queried } from './facts.ts'
import { applied, trace, turns } from './traces.ts'

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
