import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { settings } from '@mingjing/sql/postgres/schema.ts'
import type { Ingested } from '@mingjing/sql/runtime.ts'
import { eq } from 'drizzle-orm'
import { simulate } from '../bank/simulate.ts'
import { type Account, settlePeople } from './people.ts'
import { progressBar } from './progress.ts'

/** What the loader needs of the worker. */
export interface Intake {
  ingest(events: readonly object[], how: { trusted: boolean }): Promise<Ingested>
  status(): { backlog: number }
  settled(): Promise<void>
}

export interface Demo {
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
}

const key = 'demo'
const batch = 2_000
/** Reading ahead of the worker by more than this would only make the progress a lie. */
const mostWaiting = 20_000

/** Settles people and goals of the demo bank on an empty database and returns what loads its events. */
export async function loadDemo(
  { postgres: { db } }: { postgres: { db: Db } },
  { hashPassword }: { hashPassword(password: string): Promise<string> },
): Promise<Demo> {
  let mark = await markOf(db)
  let accounts: Account[] = []
  if (mark === null) {
    accounts = await settlePeople(db, hashPassword)
    mark = { seed: 1, days: 30, end: new Date().toISOString(), handed: 0, done: false }
    await keep(db, mark)
  }
  const state = mark
  let stopped = false
  let days = 0

  return {
    progress: () => (state.done ? null : { done: days, total: state.days }),
    stop: () => {
      stopped = true
    },
    async live(intake, say) {
      for (const { login, password, role, orgunit } of accounts)
        say(`  ${login.padEnd(10)} ${password.padEnd(14)} ${role} · ${orgunit}`)
      if (!state.done) {
        const bar = progressBar(state.days, say)
        const from = Date.parse(state.end) - state.days * 86_400_000
        let waiting: object[] = []
        let passed = 0
        const hand = async () => {
          await intake.ingest(waiting, { trusted: true })
          waiting = []
          state.handed = passed
          await keep(db, state)
          while (!stopped && intake.status().backlog > mostWaiting) await sleep(50)
          bar.at(days)
        }
        for (const event of simulate({ ...state, disorder: true })) {
          if (stopped) return
          if (++passed <= state.handed) continue
          waiting.push(event)
          days = Math.min(state.days, Math.max(days, (Date.parse(event.time) - from) / 86_400_000))
          if (waiting.length === batch) await hand()
        }
        await hand()
        await intake.settled()
        state.done = true
        await keep(db, state)
        bar.end()
      }
    },
  }
}

const markOf = async (db: Db): Promise<Mark | null> => {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return (row?.value as Mark | undefined) ?? null
}

const keep = (db: Db, mark: Mark) =>
  db
    .insert(settings)
    .values({ key, value: mark })
    .onConflictDoUpdate({ target: settings.key, set: { value: mark, updatedAt: new Date() } })
