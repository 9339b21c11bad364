import { day, hour, minute, second, startOfDay } from '../clock.ts'
import { mobileOf } from '../customers.ts'
import type { Twist } from '../processes/case.ts'
import { between } from '../random.ts'
import { workdayAfter } from '../working.ts'
import { belongings, type Occasion, type Plants, type Played, play } from './occasion.ts'

const submitted = (occasion: Occasion, { subject, life }: Played) => occasion.found({ subject, at: life.submittedAt })
const decided = (occasion: Occasion, { subject, life }: Played) =>
  occasion.found({ subject, at: life.decidedAt as number })

/** A case that differs only in what its decision says. */
const decision = (
  twist: (occasion: Occasion) => Twist['decided'],
  nearly: (occasion: Occasion) => Twist['decided'],
) => ({
  planted: (o: Occasion) => decided(o, play(o, 'consumption', { decided: twist(o) ?? {} })),
  near: (o: Occasion) => decided(o, play(o, 'consumption', { decided: nearly(o) ?? {} })),
  live: true as const,
})

/** Decisions of one approver, 45 seconds apart, on the afternoon of the second working day after. */
const pile = (o: Occasion, count: number): Played[] => {
  const first = o.customer()
  const approver = o.world.staff.at(first.outlet, 'approver', o.population).at(-1)
  const from = startOfDay(workdayAfter(o.number, 2)) + 15 * hour + between(o.r, 0, 30) * minute
  return Array.from({ length: count }, (_, i) => {
    const customer = { ...(i === 0 ? first : o.customer()), outlet: first.outlet }
    return play(
      o,
      'consumption',
      { approver: approver!, decideAt: from + i * 45 * second },
      { customer, amount: between(o.r, 5, 20) * 100_000, at: o.at + i * minute },
    )
  })
}

const atNight = (o: Occasion, hours: readonly number[]): Played => {
  const chosen = hours[o.turn % hours.length] as number
  return play(o, 'consumption', { decideAt: startOfDay(workdayAfter(o.number, 1)) + Math.round(chosen * hour) })
}

const sharing = (o: Occasion, count: number, apart: number, shared: Twist['submitted']): Played[] =>
  Array.from({ length: count }, (_, i) =>
    play(o, 'card', { submitAt: o.at + 10 * minute + i * apart, submitted: shared ?? {} }, { at: o.at + i * apart }),
  )

/** Decided at half past ten in the evening, after so many seconds of reading. */
const lateAfter = (o: Occasion, readSeconds: number) => {
  const decideAt = startOfDay(workdayAfter(o.number, 1)) + 22.5 * hour
  const { subject, life } = play(o, 'consumption', { decideAt, decided: { readSeconds } })
  o.found({ subject, at: life.decidedAt as number, key: subject, step: 'band-1' })
}

export const issuance: Plants = {
  'issuance.case-suspicion': { planted: (o) => lateAfter(o, 9), near: (o) => lateAfter(o, 90) },
  'issuance.underage-principal': {
    planted: (o) => submitted(o, play(o, 'card', { submitted: { age: between(o.r, 15, 17) } })),
    near: (o) =>
      submitted(o, play(o, 'card', { submitted: o.turn % 2 === 0 ? { age: 18 } : { age: 16, supplementary: true } })),
    live: true,
  },
  'issuance.in-person-incomplete': {
    planted: (o) => {
      const shapes: Twist['identity'][] = [
        { applicantSeen: true, originalsSeen: true, signatureSeen: false },
        { applicantSeen: false, originalsSeen: true, signatureSeen: true },
        { applicantSeen: true },
      ]
      const identity = { method: 'in-person' as const, result: 'pass' as const, ...shapes[o.turn % shapes.length] }
      const { subject, life } = play(o, 'card', { identity })
      o.found({ subject, at: life.identifiedAt })
    },
    near: (o) => {
      const identity =
        o.turn % 2 === 0
          ? { result: 'pass' as const, applicantSeen: true, originalsSeen: true, signatureSeen: true }
          : { result: 'doubt' as const, applicantSeen: true }
      const { subject, life } = play(o, 'card', { identity: { method: 'in-person', ...identity } })
      o.found({ subject, at: life.identifiedAt })
    },
    live: true,
  },
  'issuance.approval-unread': decision(
    ({ r }) => ({ readSeconds: between(r, 2, 29) }),
    () => ({ readSeconds: 30 }),
  ),
  'issuance.materials-unopened': decision(
    ({ r }) => ({ materialsTotal: 9, materialsViewed: between(r, 0, 8) }),
    () => ({ materialsTotal: 9, materialsViewed: 9 }),
  ),
  'issuance.beyond-authority': decision(
    ({ r }) => ({ amount: 5_000_000, authority: 5_000_000 - between(r, 1, 40) * 100_000 }),
    () => ({ amount: 5_000_000, authority: 5_000_000 }),
  ),
  'issuance.related-approval': decision(
    () => ({ related: true }),
    () => ({ related: false }),
  ),
  'issuance.override-unreasoned': decision(
    () => ({ suggestion: 'declined', overridden: true }),
    () => ({ suggestion: 'declined', overridden: true, reason: 'guarantor accepted' }),
  ),
  'issuance.rapid-approvals': {
    planted: (o) => {
      const played = pile(o, 13)
      for (const { subject, life } of played.slice(11))
        o.found({ subject, at: life.decidedAt as number, key: life.approver as string })
    },
    near: (o) => {
      // One less than is allowed: another near miss may be decided by the same approver in between.
      for (const one of pile(o, 10)) decided(o, one)
    },
  },
  'issuance.night-approval': {
    planted: (o) => decided(o, atNight(o, [22, 23.4, 26.5, 29.99])),
    near: (o) => decided(o, atNight(o, [21.99, 30])),
  },
  'issuance.shared-mobile': {
    planted: (o) => {
      const mobile = mobileOf(o.customer().number)
      submitted(o, sharing(o, 3, day, { mobile }).at(-1) as Played)
    },
    near: (o) => {
      const mobile = mobileOf(o.customer().number)
      for (const one of sharing(o, 2, day, { mobile })) submitted(o, one)
    },
  },
  'issuance.shared-device': {
    planted: (o) => {
      const { device } = o.customer()
      const last = sharing(o, 4, 2 * hour, { device }).at(-1) as Played
      o.found({ subject: last.subject, at: last.life.submittedAt, key: device })
    },
    near: (o) => {
      const { device } = o.customer()
      for (const one of sharing(o, 3, hour, { device })) submitted(o, one)
    },
  },
  'issuance.total-credit': {
    planted: (o) => {
      const customer = o.customer()
      const over = { amount: 2_000_000, otherBankLimit: customer.income * 20 - 2_000_000 + between(o.r, 1, 900_000) }
      submitted(o, play(o, 'card', { submitted: over }, { customer }))
    },
    near: (o) => {
      const customer = o.customer()
      const just = { amount: 2_000_000, otherBankLimit: customer.income * 20 - 2_000_000 }
      submitted(o, play(o, 'card', { submitted: just }, { customer }))
    },
    live: true,
  },
  'issuance.activation-unseen': {
    planted: (o) => activation(o, o.turn % 2 === 0 ? { applicantSeen: false } : {}),
    near: (o) => activation(o, { applicantSeen: true }),
    live: true,
  },
  'issuance.dormant-card': {
    planted: (o) => dormancy(o, 19 + (o.turn % 9), 0),
    near: (o) => (o.turn % 2 === 0 ? dormancy(o, 18, 0) : dormancy(o, 24, 1)),
    live: true,
  },
  'issuance.self-review': {
    planted: (o) => {
      const { subject, life } = play(o, 'home', { approverAlso: 'reviews' })
      o.found({ subject, at: life.decidedAt as number, key: `${subject}\u001f${life.approver}` })
    },
    near: (o) => decided(o, play(o, 'home', { approverAlso: 'returns' })),
  },
  'issuance.returned-unanswered': {
    planted: (o) => sentBack(o, o.turn % 2 === 0 ? [] : [9]),
    near: (o) => sentBack(o, [3]),
  },
}

/** An approver sends the case back ten minutes before approving it; it comes back so many minutes before, if at all. */
const sentBack = (o: Occasion, resumed: readonly number[]) => {
  const played = play(o, 'home', {})
  const { subject, life, customer } = played
  const { emit } = o.world.journal
  const decidedAt = life.decidedAt as number
  const common = { node: 'approval', product: 'home' as const, customer: customer.id }
  const back = { ...common, actor: life.approver as string, reason: 'income proof missing' }
  emit('application.returned', decidedAt - 10 * minute, subject, customer.outlet, back)
  for (const before of resumed)
    emit('application.resumed', decidedAt - before * minute, subject, customer.outlet, common)
  // Completed once and sent back again, this time for good.
  if (o.population !== 'near' && resumed.length > 0)
    emit('application.returned', decidedAt - 5 * minute, subject, customer.outlet, back)
  decided(o, played)
}

const activation = (o: Occasion, seen: { applicantSeen?: boolean }) => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  const [teller] = o.world.staff.at(outlet, 'teller', o.population)
  const data = { card, customer: customer.id, channel: 'counter' as const, product: 'card' as const, actor: teller!.id }
  o.world.journal.emit('card.activated', o.at, card, outlet, { ...data, ...seen })
  o.found({ subject: card, at: o.at })
}

const dormancy = (o: Occasion, idleMonths: number, balance: number) => {
  const customer = o.customer()
  const { card, outlet } = belongings(customer)
  const at = o.pace.quickened ? o.at : o.at - 5 * hour
  o.world.journal.emit('card.changed', at, card, outlet, {
    card,
    customer: customer.id,
    cardStatus: 'dormant',
    idleMonths,
    balance,
    reason: 'no use',
  })
  o.found({ subject: card, at })
}
