import { setTimeout as sleep } from 'node:timers/promises'
import { setGoals } from '@mingjing/sql/goals/goals.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { Ingested } from '@mingjing/sql/runtime.ts'
import { readSetting, writeSetting } from '@mingjing/sql/settings/settings.ts'
import { branchGoals } from '../bank/branch-goals.ts'
import { monthlyGoals } from '../bank/goals.ts'
import { simulate } from '../bank/simulate.ts'
import { paced, trickle } from '../bank/trickle.ts'
import { assignOneBranch, workThrough } from './colleagues.ts'
import { type Account, settlePeople } from './people.ts'
import { progressBar } from './progress.ts'

/** What the loader needs of the worker. */
export interface Intake {
  ingest(events: readonly object[], how: { trusted: boolean }): Promise<Ingested>
  /** Events that wait to be judged. */
  backlog(): number
  settled(): Promise<void>
}

export interface Demo {
  /** The accounts made by this start, with passwords; none when the bank was there. */
  readonly accounts: readonly Account[]
  /** Days of history loaded and in all; null once everything took effect. */
  progress(): { done: number; total: number } | null
  /** Loads what is missing of the history, then goes on with a few events a second until {@link stop}. */
  live(intake: Intake, say: (line: string) => void): Promise<void>
  stop(): void
}

/** Where the history stands; kept so that a start that was killed goes on where it was. */
interface Mark {
  seed: number
  days: number
  /** RFC 3339: where the history ends and the trickle begins. */
  end: string
  /** Events handed to the worker. */
  handed: number
  done: boolean
  /** RFC 3339: up to where the trickle came. */
  trickled: string
}

const key = 'demo'
const batch = 2_000
/** Reading ahead of the worker by more than this would only make the progress a lie. */
const mostWaiting = 20_000
/** A bank that stood still for longer than this does not make up for it: its events begin anew. */
const longestGap = 3_600_000
const noteEvery = 10_000

/**
 * Settles people and goals of the demo bank on a new installation and returns what loads its events; null when the
 * installation belongs to another bank.
 */
export async function loadDemo(
  db: Db,
  { isNew, hashPassword }: { isNew: boolean; hashPassword(password: string): Promise<string> },
): Promise<Demo | null> {
  const known = await readSetting<Mark>(db, key)
  if (known === null && !isNew) return null
  // All or nothing: an installation with people but without the mark would pass for another bank's.
  const { accounts, state } = known
    ? { accounts: [], state: known }
    : await db.transaction((tx) => settleBank(tx, hashPassword))
  const stopping = new AbortController()
  let days = 0

  return {
    accounts,
    progress: () => (state.done ? null : { done: days, total: state.days }),
    stop: () => stopping.abort(),
    async live(intake, say) {
      if (!state.done) await history(intake, progressBar(state.days, say))
      if (!stopping.signal.aborted) await present(intake)
    },
  }

  async function history(intake: Intake, bar: ReturnType<typeof progressBar>): Promise<void> {
    const from = Date.parse(state.end) - state.days * 86_400_000
    let waiting: object[] = []
    let passed = 0
    const hand = async () => {
      await intake.ingest(waiting, { trusted: true })
      waiting = []
      state.handed = passed
      await writeSetting(db, key, state)
      while (!stopping.signal.aborted && intake.backlog() > mostWaiting) await sleep(50)
      bar.at(days)
    }
    for (const event of simulate({ ...state, disorder: true })) {
      if (stopping.signal.aborted) return
      if (++passed <= state.handed) continue
      waiting.push(event)
      days = Math.min(state.days, Math.max(days, (Date.parse(event.time) - from) / 86_400_000))
      if (waiting.length === batch) await hand()
    }
    await hand()
    await intake.settled()
    state.done = true
    await writeSetting(db, key, state)
    bar.end()
    await workThrough(db, { seed: state.seed, until: new Date(state.end) })
    await assignOneBranch(db, new Date())
  }

  async function present(intake: Intake): Promise<void> {
    const now = Date.now()
    const last = Date.parse(state.trickled)
    const from = new Date(now - last > longestGap ? now : last)
    let noted = 0
    for await (const event of paced(trickle({ seed: state.seed, days: state.days, from }), stopping.signal)) {
      await intake.ingest([event], { trusted: true })
      state.trickled = event.time
      if (Date.now() - noted < noteEvery) continue
      noted = Date.now()
      await writeSetting(db, key, state)
    }
  }
}

const settleBank = async (db: Db, hashPassword: (password: string) => Promise<string>) => {
  const end = new Date().toISOString()
  const state: Mark = { seed: 1, days: 30, end, handed: 0, done: false, trickled: end }
  const accounts = await settlePeople(db, hashPassword)
  const goals = monthlyGoals(state).map(({ amount: value, ...goal }) => ({
    ...goal,
    indicator: 'instalment.volume',
    value,
  }))
  await setGoals(db, [...goals, ...branchGoals(state)])
  await writeSetting(db, key, state)
  return { accounts, state }
}
