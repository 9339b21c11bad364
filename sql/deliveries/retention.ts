import { and, eq, inArray, lt, or } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import type { DeliveryState } from '../postgres/delivery-tables.ts'
import { deliveries } from '../postgres/schema.ts'

const day = 86_400_000

/** How long the outbox keeps what is over, ms. What waits is kept until it is over. */
export const keptFor = { sent: 30 * day, dropped: 30 * day, failed: 90 * day } as const satisfies Partial<
  Record<DeliveryState, number>
>

/** Rows of one run. */
const atOnce = 5000

/** The next attempt of a message lies at most six hours and a quiet night after it ends: the index goes by that moment. */
const longestPutOff = 2 * day

/** Removes from the outbox what has been over for long enough, a piece at a time. @returns how many rows went */
export const dropOldDeliveries = async (db: Db, now: Date): Promise<number> => {
  const over = Object.entries(keptFor).map(([state, ms]) => {
    const before = now.getTime() - ms
    return and(
      eq(deliveries.state, state as keyof typeof keptFor),
      lt(deliveries.dueAt, new Date(before + longestPutOff)),
      lt(deliveries.endedAt, new Date(before)),
    )
  })
  const gone = await db
    .delete(deliveries)
    .where(
      inArray(
        deliveries.id,
        db
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(or(...over))
          .limit(atOnce),
      ),
    )
    .returning({ id: deliveries.id })
  return gone.length
}
