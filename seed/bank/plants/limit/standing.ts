import { day, hour, minute, wireTime } from '../../clock.ts'
import type { Customer } from '../../customers.ts'
import { type LimitRequest, limitCase } from '../../processes/limit.ts'
import { between } from '../../random.ts'
import type { Occasion, Plants } from '../occasion.ts'

interface Asked {
  subject: string
  at: number
  customer: Customer
}

/** One change of a limit by people, at `adjustAt` or when its turn comes. */
const change = (
  o: Occasion,
  twist: LimitRequest['twist'],
  given: Partial<Omit<LimitRequest, 'customer'>> & { customer?: Customer } = {},
): Asked => {
  const { customer = o.customer(), ...rest } = given
  const subject = o.subject('lim')
  const { world, r, at, population, pace } = o
  const permanent = { temporary: false, limitBefore: 2_000_000, limitAfter: 3_000_000, ...twist }
  const request = {
    at,
    subject,
    customer: customer.number,
    population,
    pace,
    outlet: customer.outlet,
    twist: permanent,
    ...rest,
  }
  return { subject, at: limitCase(world, r, request) as number, customer }
}

const one = (twist: (o: Occasion) => LimitRequest['twist'], nearly: (o: Occasion) => LimitRequest['twist']) => ({
  planted: (o: Occasion) => o.found(change(o, twist(o))),
  near: (o: Occasion) => o.found(change(o, nearly(o))),
  live: true as const,
})

/** Several raises on a customer's card, two days apart. */
const raises = (o: Occasion, twists: NonNullable<LimitRequest['twist']>[]): Asked[] => {
  const customer = o.customer()
  return twists.map((twist, i) =>
    change(o, twist, { customer, at: o.at + 2 * i * day, adjustAt: o.at + 2 * i * day + 40 * minute }),
  )
}

/** One approver raises many limits by 300,000 yuan each. */
const burst = (o: Occasion, count: number): Asked[] => {
  const first = o.customer()
  const approver = o.world.staff.at(first.outlet, 'approver', o.population).at(-1)
  return Array.from({ length: count }, (_, i) => {
    const customer = { ...(i === 0 ? first : o.customer()), outlet: first.outlet }
    const adjustAt = o.at + (i + 1) * 12 * minute
    // Customers who earn enough for it, each a little different.
    const income = 5_000_000 + i * 10_000
    const twist = { limitBefore: 20_000_000, limitAfter: 50_000_000, actor: approver!.id, income }
    return change(o, twist, { customer, approver: approver!, adjustAt })
  })
}

const afterChange = (o: Occasion, changed: 'mobile' | 'device' | 'address', before: number) => {
  const customer = o.customer()
  const changedAt = o.at
  o.world.journal.emit('customer.changed', changedAt, customer.id, customer.outlet, {
    customer: customer.id,
    changed,
    channel: 'mobile',
  })
  const adjustAt = changedAt + before
  o.found(change(o, {}, { customer, at: adjustAt - 30 * minute, adjustAt }))
}

/** The machine cuts a limit of 30,000 yuan, and a person raises it to so much three days later. */
const cutThenRaised = (o: Occasion, limitAfter: number) => {
  const customer = o.customer()
  o.world.journal.emit('limit.adjusted', o.at, o.subject('lim'), customer.outlet, {
    customer: customer.id,
    limitBefore: 3_000_000,
    limitAfter: 2_000_000,
    mode: 'instant',
    actor: 'sys-decision',
    product: 'limit',
  })
  const adjustAt = o.at + 3 * day
  const asked = change(o, { limitAfter }, { customer, at: adjustAt - 40 * minute, adjustAt })
  o.found({ subject: asked.subject, at: asked.at, key: customer.id })
}

export const standing: Plants = {
  'limit.cut-undone': {
    planted: (o) => cutThenRaised(o, o.turn % 2 === 0 ? 3_000_000 : 3_500_000),
    near: (o) => cutThenRaised(o, 2_900_000),
  },
  'limit.jump': one(
    ({ r }) => ({ limitBefore: 2_000_000, limitAfter: 6_000_000 + between(r, 1, 20) * 100_000 }),
    () => ({ limitBefore: 2_000_000, limitAfter: 6_000_000 }),
  ),
  'limit.repeat-raises': {
    planted: (o) => {
      const all = raises(o, [
        {},
        { limitBefore: 3_000_000, limitAfter: 4_000_000 },
        { limitBefore: 4_000_000, limitAfter: 5_000_000 },
      ])
      const { subject, at, customer } = all.at(-1) as Asked
      o.found({ subject, at, key: customer.id })
    },
    near: (o) => {
      const twists = [
        {},
        { limitBefore: 3_000_000, limitAfter: 2_500_000 },
        { limitBefore: 2_500_000, limitAfter: 3_500_000 },
      ]
      for (const { subject, at } of raises(o, twists)) o.found({ subject, at })
    },
  },
  'limit.temporary-too-long': one(
    (o) => ({ temporary: true, validUntil: wireTime(o.at + between(o.r, 66, 180) * day) }),
    (o) => ({ temporary: true, validUntil: wireTime(o.at + 60 * day) }),
  ),
  'limit.beyond-authority': one(
    ({ r }) => ({ limitAfter: 4_000_000, authority: 4_000_000 - between(r, 1, 1_000_000) }),
    () => ({ limitAfter: 4_000_000, authority: 4_000_000 }),
  ),
  'limit.income-missing': {
    planted: (o) =>
      o.found(
        change(
          o,
          { limitBefore: 4_000_000, limitAfter: 9_000_001 + between(o.r, 0, 2_000_000) },
          { incomeUnknown: true },
        ),
      ),
    near: (o) => o.found(change(o, { limitBefore: 4_000_000, limitAfter: 9_000_000 }, { incomeUnknown: true })),
    live: true,
  },
  'limit.approver-burst': {
    planted: (o) => {
      const { subject, at } = burst(o, 11).at(-1) as Asked
      o.found({ subject, at })
    },
    near: (o) => {
      // 300,000 yuan below the limit: the approver's other near misses of the day stay within it.
      for (const asked of burst(o, 9)) o.found(asked)
    },
  },
  'limit.after-contact-change': {
    planted: (o) => afterChange(o, o.turn % 2 === 0 ? 'mobile' : 'device', between(o.r, 1, 46) * hour),
    near: (o) => (o.turn % 2 === 0 ? afterChange(o, 'mobile', 48 * hour) : afterChange(o, 'address', 3 * hour)),
  },
}
