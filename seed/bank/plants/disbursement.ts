import { hour, minute, startOfDay } from '../clock.ts'
import { accountId } from '../customers.ts'
import type { Twist } from '../processes/case.ts'
import { between } from '../random.ts'
import { keyOf } from '../truth.ts'
import { workdayAfter } from '../working.ts'
import { type Occasion, type Plants, play } from './occasion.ts'

/** A paid case that differs by its twist. */
const paid = (o: Occasion, twist: Twist, amount = 8_000_000, keyed: 'subject' | 'subject and actor' = 'subject') => {
  const { subject, life } = play(o, 'home', twist, { amount })
  const key = keyed === 'subject' ? subject : keyOf(subject, life.approver as string)
  o.found({ subject, at: life.madeAt as number, key })
}

/** Several borrowers whose money goes to one account within a day. */
const sharedPayee = (o: Occasion, count: number): void => {
  const payee = accountId(o.customer().number)
  const from = startOfDay(workdayAfter(o.number, 4)) + 10 * hour + between(o.r, 0, 60) * minute
  const kinds = ['other', 'customer'] as const
  const played = Array.from({ length: count }, (_, i) =>
    play(o, 'consumption', {
      madeAt: from + i * 50 * minute,
      made: { payee, payeeKind: kinds[i % 2] as 'other', entrusted: false },
    }),
  )
  for (const [i, { subject, life }] of played.entries())
    if (i === count - 1 || o.population === 'near') o.found({ subject, at: life.madeAt as number, key: payee })
}

export const disbursement: Plants = {
  'disbursement.hidden-staff-payee': {
    planted: (o) => paid(o, { made: { payeeKind: 'merchant', payee: `acc-staff-0${1 + (o.turn % 2)}` } }),
    near: (o) =>
      paid(o, {
        made:
          o.turn % 2 === 0
            ? { payeeKind: 'merchant', payee: 'acc-staff-03' }
            : { payeeKind: 'staff', payee: 'acc-staff-01' },
      }),
    live: true,
  },
  'disbursement.no-second-scan': {
    planted: (o) => paid(o, { scan: 'none' }),
    near: (o) => paid(o, { scan: 'changed' }),
  },
  'disbursement.scan-blocked-paid': {
    planted: (o) => paid(o, { scan: 'blocked' }),
    near: (o) => paid(o, { scan: 'changed' }),
  },
  'disbursement.not-entrusted': {
    planted: (o) =>
      paid(o, { made: { entrusted: false, payeeKind: 'customer' } }, 30_000_001 + between(o.r, 0, 90) * 100_000),
    near: (o) =>
      o.turn % 2 === 0
        ? paid(o, { made: { entrusted: false } }, 30_000_000)
        : paid(o, { made: { entrusted: true } }, 45_000_000),
    live: true,
  },
  'disbursement.payee-staff': {
    planted: (o) => paid(o, { made: { payeeKind: 'staff', payee: `acc-e-${o.turn}-${o.number}` } }),
    near: (o) => paid(o, { made: { payeeKind: 'merchant' } }),
    live: true,
  },
  'disbursement.shared-payee': {
    planted: (o) => sharedPayee(o, 4),
    near: (o) => sharedPayee(o, 3),
  },
  'disbursement.decided-by-same': {
    planted: (o) => paid(o, { approverAlso: 'disburses' }, 8_000_000, 'subject and actor'),
    near: (o) => paid(o, {}),
    live: true,
  },
}
