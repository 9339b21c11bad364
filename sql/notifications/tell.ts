import { standingIn } from '../absences/standing-in.ts'
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
 * transaction of what it is about. Told again, nothing happens: ids are deterministic. Who stands in for somebody told is
 * told as well, as far as they may see what it is about.
 * @returns those that were new
 */
export const tell = async (tx: Db, told: readonly NewNotification[]): Promise<Notification[]> => {
  const added: Notification[] = []
  const all = [...told, ...(await copiesForDelegates(tx, told))]
  for (let from = 0; from < all.length; from += atOnce)
    added.push(
      ...(await tx
        .insert(notifications)
        .values(all.slice(from, from + atOnce))
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

const copiesForDelegates = async (tx: Db, told: readonly NewNotification[]): Promise<NewNotification[]> => {
  const named = told.flatMap((each) =>
    typeof each.personId === 'string' ? [{ ...each, personId: each.personId }] : [],
  )
  const [first] = named
  if (first === undefined) return []
  const people = [...new Set(named.map(({ personId }) => personId))]
  const pairs = await standingIn(tx, first.createdAt, people)
  return named.flatMap((each) =>
    pairs
      .filter(({ delegate, absent }) => absent === each.personId && !people.includes(delegate))
      .map(({ delegate }) => ({
        ...each,
        id: `${each.id}:for:${delegate}`,
        personId: delegate,
        standingInFor: each.personId,
      })),
  )
}
