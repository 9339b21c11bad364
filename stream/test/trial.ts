/** Numbers from a seed, the same on every machine (mulberry32); 0 ≤ x < 1. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A working morning in Shanghai. */
export const trialStart = Date.UTC(2026, 2, 2, 1, 30)

/**
 * Events of a small bank, as wire texts in the order they are sent: about one every two seconds of event time, up to
 * five seconds out of order, so that all are on time. `from` numbers the first, so that two spans make one log.
 */
export const trialEvents = (seed: number, count: number, from = 0): string[] => {
  const random = randomFrom(seed + from)
  const pick = (n: number) => Math.floor(random() * n)
  return Array.from({ length: count }, (_, i) => {
    const n = from + i
    const time = trialStart + n * 2_000 - pick(5_000)
    const event = kinds[pick(kinds.length)]!(n, pick, random)
    return JSON.stringify({
      specversion: '1.0',
      id: `e${n}`,
      source: pick(2) === 0 ? 'core/cards' : 'core/loans',
      time: new Date(time).toISOString(),
      orgunit: `b0${1 + pick(3)}-s01-o${1 + pick(2)}`,
      ...event,
    })
  })
}

type Kind = (
  n: number,
  pick: (n: number) => number,
  random: () => number,
) => { type: string; subject: string; data: object }

const products = ['card', 'car', 'home', 'consumption']
const recentCase = (n: number, pick: (n: number) => number) => `app-${Math.max(0, n - pick(600)) >> 2}`

const kinds: Kind[] = [
  (n, pick) => ({
    type: 'application.submitted',
    subject: `app-${n >> 2}`,
    data: {
      product: products[pick(4)],
      channel: pick(2) === 0 ? 'mobile' : 'counter',
      amount: 100 + pick(1_000_000),
      customer: `c${pick(400)}`,
      mobile: `1380000${1000 + pick(400)}`,
      device: `d${pick(120)}`,
    },
  }),
  (n, pick) => ({
    type: 'approval.decided',
    subject: recentCase(n, pick),
    data: {
      decision: pick(4) === 0 ? 'declined' : 'approved',
      mode: pick(3) === 0 ? 'instant' : 'manual',
      actor: `p${pick(12)}`,
      readSeconds: pick(400),
      amount: pick(1_000_000),
      rate: pick(1000) / 7000,
    },
  }),
  (n, pick) => ({ type: 'review.assigned', subject: recentCase(n, pick), data: { node: `n${pick(3)}` } }),
  (n, pick) => ({
    type: 'review.completed',
    subject: recentCase(n, pick),
    data: { node: `n${pick(3)}`, actor: `p${pick(12)}`, opinion: 'agree' },
  }),
  (_, pick) => ({
    type: 'transaction.posted',
    subject: `card-${pick(500)}`,
    data: {
      card: `k${pick(500)}`,
      customer: `c${pick(400)}`,
      amount: pick(100_000),
      merchant: `m${pick(50)}`,
      merchantCategory: 'retail',
      channel: 'pos',
    },
  }),
]
