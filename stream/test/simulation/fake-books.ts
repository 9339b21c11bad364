import { isDeepStrictEqual } from 'node:util'
import type { Block } from '../../block/block.ts'
import type { Books } from '../../books.ts'
import { Fenced } from '../../plan/ledger.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Kept } from '../../stage.ts'
import { type Effect, effectsOf } from './effects.ts'
import type { Ask } from './path.ts'
import type { Process } from './process.ts'
import type { Sabotage } from './sabotage.ts'

interface Entry {
  plan: Plan
  life: string
  done: boolean
}

/** As the real ones: snapshots that are kept. */
const spare = 3

interface Parts {
  readonly ask: Ask
  readonly sabotage: Sabotage | null
  /** Told of what must never be. */
  readonly wrong: (what: string) => void
  /** Whether the block's last row is in ClickHouse. */
  readonly isWritten: (seq: number) => boolean
}

/** The plan ledger, snapshots and effects of one partition in memory, each call as atomic as its statement is. */
export const createFakeBooks = ({ ask, sabotage, wrong, isWritten }: Parts) => {
  const ledger = new Map<number, Entry>()
  const snapshots = new Map<number, Buffer>()
  const effects: Effect[] = []
  /** Every plan that was ever entered, by number. */
  const plans: Plan[] = []
  let done = 0

  const kept = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
  const entry = (plan: Plan): Entry | undefined => ledger.get(plan.seq)

  const put = (plan: Plan, life: string): void => {
    if (plan.seq !== plans.length + 1) wrong(`block ${plan.seq} was planned after block ${plans.length}`)
    const before = plans[plan.seq - 2]
    if (plan.from !== (before?.to ?? 0)) wrong(`block ${plan.seq} begins at ${plan.from}, not at ${before?.to}`)
    plans[plan.seq - 1] = kept(plan)
    ledger.set(plan.seq, { plan: kept(plan), life, done: false })
  }

  const enter = (plan: Plan, life: string): void => {
    const known = entry(plan)
    if (!known) {
      const isPast = [...ledger.keys()].some((seq) => seq > plan.seq)
      if (isPast && sabotage !== 'a forgotten number is free again') throw new Fenced(plan)
      put(plan, life)
      return
    }
    if (sabotage === 'the ledger lets anyone enter') {
      ledger.set(plan.seq, { plan: kept(plan), life, done: false })
      return
    }
    if (known.life !== life || !isDeepStrictEqual(known.plan, plan)) throw new Fenced(plan)
  }

  const mark = (plan: Plan): void => {
    const known = entry(plan)
    if ((!known || known.done) && sabotage !== 'a plan may be done twice') throw new Fenced(plan)
    if (plan.seq > done + 1) wrong(`block ${plan.seq} was done before block ${done + 1}`)
    if (!isWritten(plan.seq)) wrong(`block ${plan.seq} was done before its rows were written`)
    if (known) known.done = true
    done = Math.max(done, plan.seq)
  }

  const connect = (process: Process): Books => ({
    enterPlan: async (plan, life) => {
      if (sabotage !== 'plans are kept after their effects') {
        return ask(process, 'enter', `${plan.seq} [${plan.from}, ${plan.to}) of ${life}`, () => enter(plan, life))
      }
      // Answered from a cache that dies with the process; the ledger has it once the block's rows are there.
      await ask(process, 'enter', `${plan.seq}, cached`, () => {})
    },
    claimPlan: (plan, life) =>
      ask(process, 'claim', `${plan.seq} by ${life}`, () => {
        const known = entry(plan)
        if (!known || known.done) throw new Fenced(plan)
        known.life = life
      }),
    checkOurs: (plan, life) =>
      ask(process, 'check', `${plan.seq} of ${life}`, () => {
        if (sabotage === 'the ledger calls every plan ours') return
        if (sabotage === 'plans are kept after their effects' && !entry(plan)) return
        const known = entry(plan)
        if (!known || known.done || known.life !== life) throw new Fenced(plan)
      }),
    isDone: (plan) => ask(process, 'is done', `${plan.seq}`, () => entry(plan)?.done === true),
    plansAfter: (_, seq) =>
      ask(process, 'plans', `after ${seq}`, () =>
        [...ledger.values()]
          .filter(({ plan }) => plan.seq > seq)
          .sort((a, b) => a.plan.seq - b.plan.seq)
          .map(({ plan, done }) => ({ plan: kept(plan), done })),
      ),
    commit: async (block: Block) => {
      if (sabotage === 'done before its effects') {
        await ask(process, 'commit', `${block.plan.seq}, the mark`, () => mark(block.plan))
      }
      return ask(process, 'commit', `${block.plan.seq}`, () => {
        if (sabotage === 'plans are kept after their effects' && !entry(block.plan)) put(block.plan, process.name)
        if (sabotage !== 'done before its effects') mark(block.plan)
        const all = effectsOf(block)
        effects.push(...all)
        return all.filter(({ kind }) => kind === 'issue hit').length
      })
    },
    // At once: real compression would take real time.
    seal: async ({ head, rows }) => ({
      ...{ seq: head.seq, ruleSet: head.ruleSet, checksum: '' },
      state: Buffer.from(JSON.stringify([head, ...rows])),
    }),
    keepSnapshot: async (_, sealed) => {
      const { seq } = sealed
      const off =
        sabotage === 'a snapshot is one record ahead' ? 1 : sabotage === 'a snapshot is one record behind' ? -1 : 0
      const state = off === 0 ? sealed.state : shifted(sealed.state, off)
      await ask(process, 'add snapshot', `${seq}`, () => {
        if (seq > done) wrong(`a snapshot of block ${seq} was kept, and block ${done} was the last one done`)
        if (!snapshots.has(seq)) snapshots.set(seq, state)
      })
      await ask(process, 'forget snapshots', `${seq}`, () => {
        const oldest = [...snapshots.keys()].sort((a, b) => b - a)[spare - 1]
        if (oldest === undefined) return
        for (const other of snapshots.keys()) if (other < oldest) snapshots.delete(other)
        for (const other of ledger.keys()) if (other <= oldest) ledger.delete(other)
      })
    },
    newestSound: async () => {
      const state = await ask(
        process,
        'newest snapshot',
        '',
        () => snapshots.get(Math.max(...snapshots.keys())) ?? null,
      )
      return { kept: state === null ? null : opened(state), damaged: 0 }
    },
  })

  return {
    connect,
    effects: effects as readonly Effect[],
    plans: plans as readonly Plan[],
    /** Number of the last block done. */
    done: () => done,
    /** Numbers of the plans that stand and are not done. */
    unfinished: () => [...ledger.values()].filter((known) => !known.done).map(({ plan }) => plan.seq),
  }
}
export type FakeBooks = ReturnType<typeof createFakeBooks>

const opened = (state: Buffer): Kept => {
  const [head, ...rows] = JSON.parse(state.toString()) as [Kept['head'], ...unknown[]]
  return { head, rows }
}

/** A snapshot that says it goes on at another record. */
const shifted = (state: Buffer, by: number): Buffer => {
  const { head, rows } = opened(state)
  return Buffer.from(JSON.stringify([{ ...head, next: head.next + by }, ...rows]))
}
