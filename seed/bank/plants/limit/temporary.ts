import { day, hour } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { both, cut, ends, granted, refused, scene } from './scene.ts'

/** Limits that were meant to last for a while. */
export const temporary: Plants = {
  'limit.temporary-extended': both((o, near) => {
    const customer = o.customer()
    const same = { limitBefore: 3_000_000, limitAfter: 3_000_000 }
    granted(scene(o, { customer }), o.at + hour, { ...same, ...ends(o.at, 20 * day) })
    const again = near ? same : { ...same, ...ends(o.at, 30 * day) }
    return granted(scene(o, { customer, nth: o.turn + 1 }), o.at + 4 * day, again)
  }),
  'limit.temporary-made-lasting': both((o, near) => {
    const customer = o.customer()
    granted(scene(o, { customer }), o.at + hour, ends(o.at, 20 * day))
    const second = scene(o, { customer, nth: o.turn + 1 })
    return granted(second, o.at + 4 * day, { limitAfter: near ? 2_900_000 : 3_000_000 })
  }),
  'limit.temporary-too-high': both((o, near) =>
    granted(scene(o), o.at + hour, { limitAfter: near ? 5_000_000 : 5_000_001 + o.turn, ...ends(o.at, 20 * day) }),
  ),
  'limit.temporary-without-end': both((o, near) =>
    granted(scene(o), o.at + hour, near ? ends(o.at, 20 * day) : { temporary: true }),
  ),
  'limit.temporary-not-returned': both((o, near) => {
    const customer = o.customer()
    granted(scene(o, { customer }), o.at + hour, ends(o.at, 3 * day))
    if (near) cut(scene(o, { customer, nth: o.turn + 1 }), o.at + 3 * day, { temporary: true })
    const limitBefore = near ? 2_000_000 : 3_000_000
    return refused(scene(o, { customer }), o.at + 5 * day, { limitBefore, limitAfter: 3_500_000 })
  }),
}
