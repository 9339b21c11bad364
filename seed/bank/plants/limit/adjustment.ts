import { day, hour, minute } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { both, cut, type Found, granted, scene, scenes, sets } from './scene.ts'

/** What is set, taken back and set again. */
export const adjustment: Plants = {
  'limit.cut-untold': both((o, near) => {
    const s = scene(o)
    const at = o.at + hour
    if (near) cut(s, at)
    else sets(s, at, { limitBefore: 3_000_000, limitAfter: 2_000_000 })
    return { subject: s.subject, at: at + day, step: 'breach' }
  }),
  'limit.mass-cuts': both(
    (o, near) =>
      scenes(o, near ? 5 : 8)
        .map((s, i) => cut(s, o.at + hour + i * 12 * minute))
        .at(-1) as Found,
  ),
  'limit.limit-churn': both((o, near) => {
    const customer = o.customer()
    const next = (nth: number) => scene(o, { customer, nth })
    granted(next(0), o.at + hour)
    const down = cut(next(1), o.at + 2 * day)
    return near ? down : granted(next(2), o.at + 4 * day)
  }),
  'limit.raise-taken-back': both((o, near) => {
    const customer = o.customer()
    granted(scene(o, { customer }), o.at + hour)
    return cut(scene(o, { customer, nth: o.turn + (near ? 1 : 0) }), o.at + (2 + (o.turn % 3)) * day)
  }),
  'limit.cards-raised-together': both((o, near) => {
    const customer = o.customer()
    const twist = { limitAfter: near ? 4_500_000 : 4_600_000 }
    granted(scene(o, { customer }), o.at + hour, twist)
    const other = scene(o, { customer, nth: o.turn + 1 })
    return granted(other, o.at + 3 * hour, { ...twist, card: o.subject('card') })
  }),
}
