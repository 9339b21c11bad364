import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { plans } from '@mingjing/sql/postgres/schema.ts'
import { lte } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkOurs, claimPlan, enterPlan, Fenced, markDone, plansAfter } from './ledger.ts'
import type { Plan } from './plan.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
})
afterAll(() => postgres.close())

const plan: Plan = {
  topic: 'events',
  partition: 3,
  seq: 1,
  from: 0,
  to: 10,
  clock: 1_772_000_000_000,
  ruleSet: 'r',
  answers: { wall: 1_772_000_000_500, known: [2, 7] },
}

test('a plan is entered once; asking again is harmless, another one of its number is not', async () => {
  await enterPlan(postgres.db, plan, 'w1')
  await enterPlan(postgres.db, plan, 'w1')
  await expect(enterPlan(postgres.db, plan, 'w2')).rejects.toThrow(Fenced)
})

test('two lives of a partition in one worker fence each other', async () => {
  await expect(enterPlan(postgres.db, { ...plan, to: 12 }, 'w1')).rejects.toThrow(Fenced)
  const answers = { ...plan.answers, known: [2] }
  await expect(enterPlan(postgres.db, { ...plan, answers }, 'w1')).rejects.toThrow(Fenced)
})

test('whoever takes an unfinished plan over fences the one that entered it; a done plan is nobody’s', async () => {
  const unfinished = { ...plan, seq: 2 }
  await enterPlan(postgres.db, unfinished, 'w1')
  await checkOurs(postgres.db, unfinished, 'w1')
  await claimPlan(postgres.db, unfinished, 'w2')
  await expect(checkOurs(postgres.db, unfinished, 'w1')).rejects.toThrow(Fenced)
  await checkOurs(postgres.db, unfinished, 'w2')
  await markDone(postgres.db, unfinished)
  await expect(checkOurs(postgres.db, unfinished, 'w2')).rejects.toThrow(Fenced)
  await expect(claimPlan(postgres.db, unfinished, 'w3')).rejects.toThrow(Fenced)
})

test('whoever slept until its plan’s number was forgotten is fenced by the plans that came after', async () => {
  const { db } = postgres
  for (const seq of [5, 6, 7]) await enterPlan(db, { ...plan, seq }, 'w2')
  await db.delete(plans).where(lte(plans.seq, 5))
  await expect(enterPlan(db, { ...plan, seq: 5 }, 'w1')).rejects.toThrow(Fenced)
  await expect(enterPlan(db, { ...plan, seq: 5 }, 'w2')).rejects.toThrow(Fenced)
  // Asked again by its owner meanwhile, the newest is harmless still.
  await enterPlan(db, { ...plan, seq: 7 }, 'w2')
  expect((await db.select().from(plans)).map(({ seq }) => seq)).toEqual([6, 7])
})

test('a plan comes back as it was entered', async () => {
  const other = { ...plan, topic: 'others' }
  await enterPlan(postgres.db, other, 'w1')
  expect(await plansAfter(postgres.db, other, 0)).toEqual([{ plan: other, done: false }])
})
