import { day, hour, minute } from '../../clock.ts'
import { dueAfter, remindBefore } from '../../working.ts'
import type { Plants } from '../occasion.ts'
import { asks, both, type Found, granted, refused, scene, scenes, sets } from './scene.ts'

/** The steps of a request nobody answers. */
const unanswered = (openedAt: number) => {
  const breach = dueAfter(openedAt, { workdays: 5 })
  return [
    { step: 'remind-1', at: remindBefore(breach, { workdays: 1 }) },
    { step: 'breach', at: breach },
  ]
}

/** How customers, and others in their name, ask. */
export const request: Plants = {
  'limit.request-shared-device': both((o, near) => {
    const cast = [scene(o), scene(o), scene(o)]
    const device = cast[0]?.customer.device as string
    const after = [0, hour, near ? day : 5 * hour]
    return cast.map((s, i) => refused(s, o.at + (after[i] as number), { device })).at(-1) as Found
  }),
  'limit.request-probing': both((o, near) => {
    const customer = o.customer()
    const sums = [30, 34, 38, near ? 38 : 42]
    return sums
      .map((sum, i) =>
        refused(scene(o, { customer }), o.at + i * 30 * minute, { limitAfter: sum * 100_000 }, 10 * minute),
      )
      .at(-1) as Found
  }),
  'limit.request-shopping': both((o, near) => {
    const customer = o.customer()
    const channels = ['mobile', 'counter', near ? 'counter' : (['web', 'phone'] as const)[o.turn % 2]] as const
    return channels
      .map((channel, i) => refused(scene(o, { customer }), o.at + 2 * i * day, { channel }))
      .at(-1) as Found
  }),
  'limit.declined-then-granted': both((o, near) => {
    const customer = o.customer()
    refused(scene(o, { customer }), o.at, { channel: near ? 'counter' : 'phone' })
    return granted(scene(o, { customer, nth: o.turn + 1 }), o.at + 3 * day, { channel: 'counter' })
  }),
  'limit.remote-unverified': both((o, near) => {
    const s = scene(o)
    if (near)
      o.world.journal.emit('identity.verified', o.at - 30 * minute, s.subject, s.customer.outlet, {
        method: 'voiceprint',
        result: 'pass',
        customer: s.customer.id,
      })
    return granted(s, o.at + hour, { channel: (['phone', 'robot', 'staff'] as const)[o.turn % 3] as 'phone' })
  }),
  'limit.raised-after-failed-check': both((o, near) => {
    const s = scene(o)
    const check = (at: number, result: 'pass' | 'fail') =>
      o.world.journal.emit('identity.verified', at, s.subject, s.customer.outlet, {
        method: o.turn % 2 === 0 ? 'face' : 'voiceprint',
        result,
        customer: s.customer.id,
      })
    check(o.at, 'fail')
    if (near) check(o.at + 10 * minute, 'pass')
    return granted(s, o.at + 2 * hour)
  }),
  'limit.unrequested-raise': both((o, near) => {
    const s = scene(o)
    return near ? granted(s, o.at + hour) : sets(s, o.at + hour)
  }),
  'limit.asked-and-decided-by-one': both((o, near) => {
    const s = scene(o)
    const [manager] = o.world.staff.at(s.customer.outlet, 'manager', o.population)
    return granted(s, o.at + hour, {}, { channel: 'counter', actor: near ? manager?.id : s.approver.id })
  }),
  'limit.manager-batch': both((o, near) => {
    const cast = scenes(o, near ? 5 : 6)
    const [manager] = o.world.staff.at(cast[0]?.customer.outlet as string, 'manager', o.population)
    return cast
      .map((s, i) => refused(s, o.at + i * 15 * minute, { channel: 'staff', manager: manager?.id as string }, 3 * hour))
      .at(-1) as Found
  }),
  'limit.raise-to-quiet-complaint': both((o, near) => {
    const s = scene(o)
    const complaint = o.subject('cmp')
    const { outlet, id } = s.customer
    o.world.journal.emit('complaint.filed', o.at, complaint, outlet, {
      customer: id,
      topic: near ? 'fee' : 'approval',
      channel: 'phone',
    })
    o.world.journal.emit('complaint.answered', o.at + 5 * day, complaint, outlet, {
      actor: (o.world.staff.at(outlet, 'manager', o.population)[0] as { id: string }).id,
      result: 'pass',
      customer: id,
    })
    return granted(s, o.at + 3 * day)
  }),
  'limit.request-unanswered': {
    planted: (o) => {
      const s = scene(o)
      asks(s, o.at)
      for (const { step, at } of unanswered(o.at)) o.found({ subject: s.subject, step, at })
    },
    near: (o) => o.found(refused(scene(o), o.at, {}, day)),
  },
}
