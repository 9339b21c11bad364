import { day, hour, minute, wireTime } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { asks, both, type Found, granted, refused, scene, scenes, sets } from './scene.ts'

/** What a raise rests on. */
export const evidence: Plants = {
  'limit.income-inflated': both((o, near) => {
    const customer = o.customer()
    refused(scene(o, { customer }), o.at)
    const income = customer.income * 2 + (near ? 0 : 100_000)
    return refused(scene(o, { customer }), o.at + 3 * day, { income })
  }),
  'limit.income-rewritten': both((o, near) => {
    const s = scene(o)
    asks(s, o.at)
    return sets(s, o.at + hour, { income: Math.round(s.customer.income * (near ? 1.1 : 1.3)) })
  }),
  'limit.income-apart-from-application': both((o, near) => {
    const s = scene(o)
    const application = o.subject('a')
    const { outlet, id, income } = s.customer
    o.world.journal.emit('application.submitted', o.at, application, outlet, {
      product: 'card',
      channel: 'mobile',
      amount: 2_000_000,
      customer: id,
      income,
      age: s.customer.age,
    })
    o.world.journal.emit('application.withdrawn', o.at + hour, application, outlet, { reason: 'changed my mind' })
    const tripled = income * 3 + (near ? 0 : 100_000)
    return granted(s, o.at + 2 * day, { income: tripled }, { income: tripled })
  }),
  'limit.income-stale': both((o, near) => {
    const at = o.at + hour
    return granted(scene(o), at, { incomeAt: wireTime(at - (near ? 365 : 366 + o.turn) * day) })
  }),
  'limit.income-copied': both((o, near) => {
    const income = 1_234_500
    return scenes(o, near ? 3 : 4)
      .map((s, i) => granted(s, o.at + hour + i * 20 * minute, { income }, { income }))
      .at(-1) as Found
  }),
  'limit.beyond-income-multiple': both((o, near) => {
    const s = scene(o)
    return granted(s, o.at + hour, { otherBankLimit: s.customer.income * 36 - 3_000_000 + (near ? 0 : 1 + o.turn) })
  }),
  'limit.other-banks-unasked': both((o, near) =>
    granted(scene(o), o.at + hour, {
      limitBefore: 4_000_000,
      limitAfter: near ? 6_999_999 : 7_000_000,
      otherBankLimit: undefined,
    }),
  ),
  'limit.employer-changed-raise': both((o, near) => {
    const s = scene(o)
    o.world.journal.emit('customer.changed', o.at, s.customer.id, s.customer.outlet, {
      customer: s.customer.id,
      changed: near ? 'email' : 'employer',
      channel: 'mobile',
    })
    return granted(s, o.at + (3 + (o.turn % 3)) * day)
  }),
  'limit.raise-unread': both((o, near) =>
    granted(scene(o), o.at + hour, { limitAfter: 4_500_000, readSeconds: near ? 20 : 4 + (o.turn % 10) }),
  ),
}
