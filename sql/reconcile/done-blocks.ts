import { eq, max } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import type { Reach } from '../postgres/reach.ts'
import { plans } from '../postgres/schema.ts'

/** Of each partition the newest block whose effects are all there. */
export const doneBlocks = async (db: Db): Promise<Reach[]> => {
  const rows = await db
    .select({ topic: plans.topic, partition: plans.partition, seq: max(plans.seq) })
    .from(plans)
    .where(eq(plans.state, 'done'))
    .groupBy(plans.topic, plans.partition)
  return rows.map(({ topic, partition, seq }) => ({ topic, partition, seq: Number(seq) }))
}
