import type { EventData } from '@mingjing/rules/events/catalogue.ts'
import { day, hour, minute, second, startOfDay } from '../../clock.ts'
import { dueAfter, isWorkday } from '../../working.ts'
import type { Occasion, Plants } from '../occasion.ts'
import { asks, both, ends, type Found, granted, type Scene, scene, scenes, sets } from './scene.ts'

const decides = (s: Scene, at: number, twist: Partial<EventData<'approval.decided'>>): void =>
  s.o.world.journal.emit('approval.decided', at, s.subject, s.customer.outlet, {
    decision: 'approved',
    mode: 'manual',
    actor: s.approver.id,
    amount: 3_000_000,
    authority: s.approver.authority ?? 0,
    readSeconds: 240,
    materialsTotal: 6,
    materialsViewed: 6,
    product: 'limit',
    customer: s.customer.id,
    channel: 'mobile',
    ...twist,
  })

/** Approved, and set so late, or nearly so late. */
const effected = (o: Occasion, near: boolean): Found => {
  const s = scene(o)
  asks(s, o.at)
  decides(s, o.at + hour, {})
  const due = dueAfter(o.at + hour, { workdays: 1 })
  sets(s, near ? o.at + 2 * hour : due + hour)
  return { subject: s.subject, step: 'breach', at: due }
}

/** How requests are decided. */
export const decision: Plants = {
  'limit.hugging-authority': both((o, near) => {
    const twist = { authority: 4_000_000, limitBefore: 3_000_000, limitAfter: near ? 3_799_999 : 3_900_000 }
    return scenes(o, 3)
      .map((s, i) => granted(s, o.at + hour + i * 20 * minute, twist))
      .at(-1) as Found
  }),
  'limit.split-below-authority': both((o, near) => {
    // Two cards of one customer, two days apart.
    const customer = o.customer()
    const limitBefore = near ? 1_700_000 : 1_500_000
    const twist = { authority: 4_000_000, limitBefore, limitAfter: 3_700_000 }
    granted(scene(o, { customer }), o.at + hour, twist)
    const second = scene(o, { customer, nth: o.turn + 1 })
    return granted(second, o.at + 2 * day, { ...twist, card: o.subject('card') })
  }),
  'limit.same-approver-again': both((o, near) => {
    const customer = o.customer()
    granted(scene(o, { customer }), o.at + hour)
    const again = scene(o, { customer, nth: o.turn + (near ? 1 : 0) })
    return granted(again, o.at + 3 * day, { limitBefore: 3_000_000, limitAfter: 3_500_000 })
  }),
  'limit.approver-manager-pair': both((o, near) => {
    const cast = scenes(o, near ? 4 : 5)
    const [manager] = o.world.staff.at(cast[0]?.customer.outlet as string, 'manager', o.population)
    return cast
      .map((s, i) => granted(s, o.at + hour + i * 20 * minute, { manager: manager?.id as string }))
      .at(-1) as Found
  }),
  'limit.night-raise': both((o, near) =>
    granted(scene(o), startOfDay(o.number) + 22 * hour + (near ? -minute : (1 + (o.turn % 90)) * minute)),
  ),
  'limit.holiday-raises': both((o, near) => {
    let dayOff = o.number + 1
    while (isWorkday(dayOff)) dayOff++
    return scenes(o, 3)
      .map((s, i) =>
        granted(
          s,
          startOfDay(dayOff) + (10 + i) * hour,
          { ...(near && { limitAfter: 2_000_000 }) },
          { channel: 'counter' },
        ),
      )
      .at(-1) as Found
  }),
  'limit.related-raise': both((o, near) => granted(scene(o), o.at + hour, { related: !near })),
  'limit.decided-in-a-minute': both((o, near) => {
    const s = scene(o)
    asks(s, o.at)
    return sets(s, o.at + (near ? 60 : 12 + (o.turn % 40)) * second)
  }),
  'limit.shared-workstation': both((o, near) => {
    const one = scene(o)
    const other = scene(o, { customer: { ...o.customer(), outlet: one.customer.outlet }, nth: o.turn + 1 })
    const workstation = `ws-${one.approver.id.slice(2)}`
    granted(one, o.at + hour, { workstation })
    return granted(other, o.at + hour + (near ? 60 : 20) * minute, { workstation })
  }),
  'limit.approved-not-effected': both(effected),
  'limit.adjusted-against-decision': both((o, near) => {
    const s = scene(o)
    asks(s, o.at)
    decides(s, o.at + hour, { decision: near ? 'approved' : 'declined', reason: 'debt ratio' })
    return sets(s, o.at + 2 * hour)
  }),
  'limit.more-than-asked': both((o, near) =>
    granted(scene(o), o.at + hour, { limitAfter: 3_200_000 }, { limitAfter: near ? 3_200_000 : 3_000_000 }),
  ),
  'limit.asked-temporary-granted-lasting': both((o, near) =>
    granted(scene(o), o.at + hour, near ? { ...ends(o.at, 20 * day) } : {}, {
      temporary: true,
    }),
  ),
  'limit.case-suspicion': {
    planted: (o) => {
      const at = startOfDay(o.number) + 22 * hour + (1 + (o.turn % 90)) * minute
      const { subject } = granted(scene(o), at, { limitAfter: 4_500_000, readSeconds: 6 })
      o.found({ subject, at, step: 'band-1' })
    },
    near: (o) => o.found(granted(scene(o), o.at + hour, { limitAfter: 4_500_000, readSeconds: 6 })),
  },
  'limit.takeover-suspicion': {
    planted: (o) => {
      const s = scene(o)
      o.world.journal.emit('customer.changed', o.at, s.customer.id, s.customer.outlet, {
        customer: s.customer.id,
        changed: o.turn % 2 === 0 ? 'mobile' : 'device',
        channel: 'mobile',
      })
      o.found({ ...granted(s, o.at + 3 * hour, { channel: 'phone' }), step: 'band-1' })
    },
    near: (o) => o.found(granted(scene(o), o.at + hour, { channel: 'phone' })),
  },
}
