import type { Time } from './time.ts'

/** Every await of the worker that leaves it. Inserts are named by their tables. */
export const calls = [
  ...['read', 'caughtUp', 'newest snapshot', 'plans', 'claim', 'enter', 'check', 'is done', 'commit'],
  ...['add snapshot', 'forget snapshots', 'insert events', 'insert hits', 'insert milestones', 'insert deadlines'],
  ...['insert blocks', 'is written', 'look up', 'refill'],
] as const
export type Call = (typeof calls)[number]

export const actions = [
  /** The process dies before it asks. */
  'crash before',
  /** It dies having asked; what it asked for may still happen, at once or later. */
  'crash after',
  /** What was asked for happens, the answer gets lost. */
  'lose answer',
  /** The answer gets lost first, and what was asked for happens after all, perhaps after it was asked for again. */
  'happen later',
  /** The store is away for a while. */
  'outage',
  /** The process is stopped, another one takes over, and it goes on. */
  'stop',
  /** Another process takes over while this one goes on. */
  'overtake',
  /** This process is told to let the partition go, another one takes it. */
  'hand over',
] as const
export type Action = (typeof actions)[number]

export interface Fault {
  readonly action: Action
  /** Where it happens; null for the n-th call of any kind. */
  readonly call: Call | null
  readonly nth: number
  /** How long an outage or a stop lasts, ms. */
  readonly ms: number
}

export interface Faults {
  /** What happens at this call, if anything does. */
  at(call: Call): Fault | null
  /** Whether none is to come any more. */
  spent(): boolean
  /** Those that came about. */
  readonly came: (Fault & { readonly at: Call })[]
  /** Those that were planned and never came to their call. */
  readonly missed: Fault[]
}

/** Reading takes no store's answer: what it can suffer is the end of its process. */
const atReading: readonly Action[] = ['crash before', 'crash after', 'stop', 'overtake', 'hand over']
const isReading = (call: Call) => call === 'read' || call === 'caughtUp'

/** What is asked in a recovery only, and what must have befallen the last block for it to be asked. */
const inRecovery: readonly Call[] = ['newest snapshot', 'plans', 'refill', 'claim', 'is written']
const beforeRedo: readonly Call[] = ['check', 'insert events', 'insert blocks', 'commit']
const ends: readonly Action[] = ['crash before', 'crash before', 'overtake', 'stop']
/** Where most depends on what happens when. */
const delicate: readonly Call[] = ['enter', 'check', 'insert events', 'insert blocks', 'commit', 'commit', 'claim']

/** A fault that has not come to its call for so long is given up, ms; what is asked now and then is waited for longer. */
const mostWaitMs = 40_000
const mostWaitRareMs = 150_000
const rare: readonly (Call | null)[] = ['caughtUp', 'look up', 'add snapshot', 'forget snapshots', 'insert hits']

export const noFaults: Faults = { at: () => null, spent: () => true, came: [], missed: [] }

interface Planned extends Fault {
  /** How long nothing happens before, ms. */
  readonly pauseMs: number
}

/** Faults one after the other, each at a call that the seed has chosen; some follow one another at once. */
export const planFaults = (random: () => number, time: Time, count: number): Faults => {
  const planned: Planned[] = random() < 0.25 ? [longSleep(random)] : []
  while (planned.length < count) planned.push(...scenario(random))

  const came: Faults['came'] = []
  const missed: Fault[] = []
  let armed = planned.shift()
  let left = armed?.nth ?? 0
  let armedAt = armed?.pauseMs ?? 0
  const next = () => {
    armed = planned.shift()
    left = armed?.nth ?? 0
    armedAt = time.now() + (armed?.pauseMs ?? 0)
  }
  return {
    came,
    missed,
    spent: () => armed === undefined,
    at(call) {
      if (!armed || time.now() < armedAt) return null
      if (time.now() > armedAt + (rare.includes(armed.call) ? mostWaitRareMs : mostWaitMs)) {
        missed.push(armed)
        next()
        return null
      }
      const isHere = armed.call === null || armed.call === call
      if (!isHere || --left > 0) return null
      const fault: Fault =
        isReading(call) && !atReading.includes(armed.action) ? { ...armed, action: 'crash after' } : armed
      came.push({ ...fault, at: call })
      next()
      return fault
    },
  }
}

/** A process that writes nothing just now sleeps until the others have kept several snapshots. */
const longSleep = (random: () => number): Planned => ({
  ...{ call: random() < 0.5 ? 'read' : 'commit', action: 'stop', nth: 1 + Math.floor(random() * 12) },
  ...{ ms: 100_000 + random() * 200_000, pauseMs: 0 },
})

/** One fault with what must come before it, if anything must. */
const scenario = (random: () => number): Planned[] => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const pauseMs = () => (random() < 0.4 ? 0 : random() ** 2 * 20_000)
  const ms = () => (random() < 0.5 ? random() ** 2 * 10_000 : random() * 240_000)
  const at = (call: Call | null, action: Action, nth: number, pauseMs: number): Planned => ({
    ...{ call, action, nth, pauseMs },
    ms: ms(),
  })
  const luck = random()
  if (luck < 0.1) return [at('commit', random() < 0.7 ? 'happen later' : 'crash after', 1, pauseMs())]
  if (luck < 0.3) return [at(null, pick(actions), 1 + Math.floor(random() ** 2 * 40), pauseMs())]
  const call = luck < 0.7 ? pick(delicate) : pick(calls)
  const fault = (pauseMs: number) => {
    return at(
      call,
      pick(isReading(call) ? atReading : actions),
      random() < 0.7 ? 1 : 1 + Math.floor(random() * 5),
      pauseMs,
    )
  }
  if (call === 'is done') return [at('commit', pick(['lose answer', 'happen later']), 1, pauseMs()), fault(0)]
  if (inRecovery.includes(call)) return [at(pick(beforeRedo), pick(ends), 1, pauseMs()), fault(0)]
  return [fault(pauseMs())]
}
