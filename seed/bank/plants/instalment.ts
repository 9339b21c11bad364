import { hour, minute } from '../clock.ts'
import type { PartnerKind } from '../names.ts'
import { branchOf, outletIds } from '../organisation.ts'
import type { Twist } from '../processes/case.ts'
import { between } from '../random.ts'
import { keyOf } from '../truth.ts'
import { type Occasion, type Plants, type Played, play, somebody } from './occasion.ts'

const submitted = (o: Occasion, { subject, life }: Played, key?: string) =>
  o.found({ subject, at: life.submittedAt, ...(key !== undefined && { key }) })

const investigated = (o: Occasion, investigation: Twist['investigation'], product: 'home' | 'car') => {
  const { subject, life } = play(o, product, { investigation: investigation ?? {} })
  o.found({ subject, at: life.investigatedAt as number })
}

const capped = (o: Occasion, amount: number) => {
  const channel = (['mobile', 'h5', 'web'] as const)[o.turn % 3] as 'mobile'
  const { subject, life } = play(
    o,
    'consumption',
    { submitted: { amount }, decided: { amount } },
    { channel, amount: Math.min(amount, 20_000_000) },
  )
  o.found({ subject, at: life.decidedAt as number })
}

/** Customers of one partner of the branch, handed in `apart` milliseconds one after the other. */
const brought = (
  o: Occasion,
  count: number,
  apart: number,
  by: { kind: PartnerKind; manager: 'one manager' | 'any manager' },
) => {
  const first = o.customer()
  const branch = branchOf(first.outlet)
  const outlets = outletIds.filter((outlet) => branchOf(outlet) === branch)
  const partners = o.world.partners.at(branch, by.kind, o.population)
  const partner = partners[partners.length - 1]!
  const manager = somebody(o, first.outlet, 'manager')
  const played = Array.from({ length: count }, (_, i) => {
    const outlet = by.manager === 'one manager' ? first.outlet : (outlets[i % outlets.length] as string)
    const customer = { ...(i === 0 ? first : o.customer()), outlet }
    const twist = { submitAt: o.at + 10 * minute + i * apart, ...(by.manager === 'one manager' && { manager }) }
    return play(o, 'consumption', twist, {
      customer,
      partner,
      channel: 'qr',
      amount: between(o.r, 3, 9) * 100_000,
      at: o.at + i * apart,
    })
  })
  return { played, partner, manager }
}

const split = (o: Occasion, amounts: readonly [number, number]) => {
  const customer = o.customer()
  const played = amounts.map((amount, i) => {
    const at = o.at + i * 3 * hour
    return play(o, 'consumption', { submitAt: at + 20 * minute }, { customer, amount, at })
  })
  submitted(o, played[1] as Played, customer.id)
}

export const instalment: Plants = {
  'instalment.suspended-partner': {
    planted: (o) => submitted(o, play(o, 'home', { submitted: { direct: false, partner: 'par-stop-01' } })),
    near: (o) => submitted(o, play(o, 'home', { submitted: { direct: false, partner: 'par-stop-02' } })),
    live: true,
  },
  'instalment.term-over-five-years': {
    planted: (o) => submitted(o, play(o, 'home', { submitted: { termMonths: 61 + 11 * (o.turn % 3) } })),
    near: (o) => submitted(o, play(o, 'car', { submitted: { termMonths: 60 } })),
    live: true,
  },
  'instalment.online-consumption-cap': {
    planted: (o) => capped(o, 20_000_001 + between(o.r, 0, 8) * 1_000_000),
    near: (o) => capped(o, 20_000_000),
    live: true,
  },
  'instalment.partner-burst': {
    planted: (o) => {
      const { played, partner } = brought(o, 26, 2 * minute, { kind: 'education', manager: 'any manager' })
      for (const one of played.slice(24)) submitted(o, one, partner.id)
    },
    near: (o) => {
      for (const one of brought(o, 24, 2 * minute, { kind: 'education', manager: 'any manager' }).played)
        submitted(o, one)
    },
  },
  'instalment.partner-manager-pair': {
    planted: (o) => {
      const { played, partner, manager } = brought(o, 20, 17 * minute, { kind: 'retail', manager: 'one manager' })
      submitted(o, played.at(-1) as Played, keyOf(partner.id, manager.id))
    },
    near: (o) => {
      for (const one of brought(o, 19, 17 * minute, { kind: 'retail', manager: 'one manager' }).played)
        submitted(o, one)
    },
  },
  'instalment.investigation-too-short': {
    planted: (o) => investigated(o, { method: 'onsite', durationSeconds: between(o.r, 20, 299) }, 'home'),
    near: (o) => investigated(o, { method: 'onsite', durationSeconds: 300 }, 'home'),
    live: true,
  },
  'instalment.investigation-unreached': {
    planted: (o) => investigated(o, { method: 'phone', reached: false }, 'car'),
    near: (o) =>
      investigated(
        o,
        { method: 'phone', ...(o.turn % 2 === 0 ? { reached: true } : { reached: false, result: 'doubt' }) },
        'car',
      ),
    live: true,
  },
  'instalment.estimate-chasing': {
    planted: (o) => {
      const estimates = Array.from({ length: 6 + (o.turn % 3) }, (_, i) => 4_000_000 + i * 500_000)
      const { subject, customer, life } = play(o, 'consumption', { estimates })
      o.found({ subject, at: life.estimatedAt[5] as number, key: customer.id })
    },
    near: (o) => {
      const estimates = [0, 1, 2, 3, 4, 2, 0].map((i) => 4_000_000 + i * 500_000)
      const { subject, life } = play(o, 'consumption', { estimates })
      o.found({ subject, at: life.submittedAt })
    },
    live: true,
  },
  'instalment.split-applications': {
    planted: (o) => split(o, [12_000_000, 8_000_000 + between(o.r, 1, 5) * 1_000_000]),
    near: (o) => split(o, [12_000_000, 8_000_000]),
  },
}
