import { enqueue } from '../deliveries/enqueue.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { notifications } from '../postgres/schema.ts'

export type Notification = typeof notifications.$inferSelect
export type NewNotification = typeof notifications.$inferInsert

/** Rows of one insert. */
const atOnce = 1000

/**
 * Writes what people are to be told, into the inbox and the outbox, and wakes the screens of those concerned, in the
 * transaction of what it is about. Told again, nothing happens: ids are deterministic.
 * @returns those that were new
 */
export const tell = async (tx: Db, told: readonly NewNotification[]): Promise<Notification[]> => {
  const added: Notification[] = []
  for (let from = 0; from < told.length; from += atOnce)
    added.push(
      ...(await tx
        .insert(notifications)
        .values(told.slice(from, from + atOnce))
        .onConflictDoNothing()
        .returning()),
    )
  if (added.length === 0) return []
  await enqueue(tx, added)
  await notify(tx, {
    kind: 'notifications',
    people: [...new Set(added.flatMap(({ personId }) => personId ?? []))],
    units: [...new Set(added.flatMap(({ personId, orgunit }) => (personId === null ? orgunit : [])))],
  })
  return added
}
