import { isDeepStrictEqual } from 'node:util'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { rowsOf } from '@mingjing/sql/postgres/rows.ts'
import { plans } from '@mingjing/sql/postgres/schema.ts'
import { and, asc, eq, gt, max, sql } from 'drizzle-orm'
import type { Answers, Plan } from './plan.ts'

/** Another process has planned this partition since: it owns it now. Its blocks stand, ours must not be written. */
export class Fenced extends Error {
  constructor(plan: Plan) {
    super(`${plan.topic}/${plan.partition} block ${plan.seq} was planned by another worker`)
    this.name = 'Fenced'
  }
}

/**
 * Enters a plan; after this it will be done, by us or by whoever recovers the partition. Asking twice is harmless, so
 * that it can be repeated when the answer got lost. A later plan fences as well as one of the same number: the ledger
 * forgets what lies behind its snapshots, and whoever slept until then would find its number free.
 * @throws Fenced when another plan of this number, or a later one, is there.
 */
export const enterPlan = async (db: Db, plan: Plan, worker: string): Promise<void> => {
  const entered = await rowsOf(
    db,
    sql`INSERT INTO ${plans} (topic, partition, seq, from_offset, to_offset, clock, rule_set, answers, worker)
        SELECT ${plan.topic}::text, ${plan.partition}::int, ${plan.seq}::bigint, ${plan.from}::bigint, ${plan.to}::bigint,
               ${plan.clock}::bigint, ${plan.ruleSet}::text, ${JSON.stringify(plan.answers)}::text::jsonb, ${worker}::text
        WHERE NOT EXISTS (
          SELECT FROM ${plans}
          WHERE topic = ${plan.topic}::text AND partition = ${plan.partition}::int AND seq > ${plan.seq}::bigint
        )
        ON CONFLICT DO NOTHING RETURNING seq`,
  )
  if (entered.length === 1) return
  const [known] = await db.select().from(plans).where(isPlan(plan))
  // A partition that was lost and came back has two lives in one worker: the same name is not enough.
  if (known?.worker !== worker || !isDeepStrictEqual(planFrom(known), plan)) throw new Fenced(plan)
}

/**
 * Takes an unfinished plan over, before it is done again: its last owner may only sleep, and must find out.
 * @throws Fenced when it is done.
 */
export const claimPlan = async (db: Db, plan: Plan, worker: string): Promise<void> => {
  const claimed = await db
    .update(plans)
    .set({ worker })
    .where(and(isPlan(plan), eq(plans.state, 'planned')))
    .returning({ seq: plans.seq })
  if (claimed.length === 0) throw new Fenced(plan)
}

/**
 * Asked right before every insert into ClickHouse. The insert's token alone holds nobody off for ever: a table remembers
 * its newest 10,000 tokens, those of all partitions together, so one who slept through that many would write a block a
 * second time. Whoever took the partition over has claimed the plan by then. What is left is a process that stops
 * between this answer and its insert and sleeps through 10,000 of them.
 * @throws Fenced when the plan is done or another's.
 */
export const checkOurs = async (db: Db, plan: Plan, worker: string): Promise<void> => {
  const [known] = await db.select({ state: plans.state, worker: plans.worker }).from(plans).where(isPlan(plan))
  if (known?.state !== 'planned' || known.worker !== worker) throw new Fenced(plan)
}

/**
 * Marks a plan done, within the transaction that writes its effects.
 * @throws Fenced when it was done before: the transaction must not count twice.
 */
export const markDone = async (tx: Db, plan: Plan): Promise<void> => {
  const marked = await tx
    .update(plans)
    .set({ state: 'done', doneAt: sql`now()` })
    .where(and(isPlan(plan), eq(plans.state, 'planned')))
    .returning({ seq: plans.seq })
  if (marked.length === 0) throw new Fenced(plan)
}

/** Whether a plan is marked done; tells a lost answer of a commit from a lost commit. */
export const isDone = async (db: Db, plan: Plan): Promise<boolean> => {
  const [known] = await db.select({ state: plans.state }).from(plans).where(isPlan(plan))
  return known?.state === 'done'
}

/** The plans of a partition after block `seq`, in order, with whether each is done. */
export const plansAfter = async (
  db: Db,
  place: { topic: string; partition: number },
  seq: number,
): Promise<{ plan: Plan; done: boolean }[]> => {
  const rows = await db
    .select()
    .from(plans)
    .where(and(eq(plans.topic, place.topic), eq(plans.partition, place.partition), gt(plans.seq, seq)))
    .orderBy(asc(plans.seq))
  return rows.map((row) => ({ plan: planFrom(row), done: row.state === 'done' }))
}

const planFrom = (row: typeof plans.$inferSelect): Plan => ({
  topic: row.topic,
  partition: row.partition,
  seq: row.seq,
  from: row.fromOffset,
  to: row.toOffset,
  clock: row.clock,
  ruleSet: row.ruleSet,
  answers: row.answers as Answers,
})

/** Number of the newest plan of a partition, 0 before the first. */
export const newestSeq = async (db: Db, place: { topic: string; partition: number }): Promise<number> => {
  const [row] = await db
    .select({ seq: max(plans.seq) })
    .from(plans)
    .where(and(eq(plans.topic, place.topic), eq(plans.partition, place.partition)))
  return row?.seq ?? 0
}

const isPlan = (plan: Plan) =>
  and(eq(plans.topic, plan.topic), eq(plans.partition, plan.partition), eq(plans.seq, plan.seq))
