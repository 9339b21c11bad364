import { createHash } from 'node:crypto'
import { and, asc, eq, inArray, isNotNull, isNull, lte, min } from 'drizzle-orm'
import { standsInFor } from '../absences/standing-in.ts'
import { visibleNotifications } from '../access/predicates.ts'
import { scopeOf } from '../access/scope.ts'
import type { Notification } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import type { DeliveryChannel } from '../postgres/delivery-tables.ts'
import { deliveries, deliveryChannels, deliveryTimes, notifications, people } from '../postgres/schema.ts'
import { afterQuiet, anyTime } from './due.ts'

/** After this many attempts, about a day and a half, a message is given up and shown as failed. */
export const mostAttempts = 16
/** Notifications in one message; the rest goes with the next. */
const mostTogether = 200

/** Wait after the n-th attempt, ms: half a minute, doubled each time, at most six hours. */
export const backoffMs = (attempt: number): number => Math.min(30_000 * 2 ** (attempt - 1), 6 * 3_600_000)

/** What is sent to one person through one channel. */
export interface Message {
  /** The same with every attempt. */
  readonly key: string
  readonly personId: string
  readonly locale: 'zh-CN' | 'en'
  readonly channel: DeliveryChannel
  readonly address: string
  readonly secret: Uint8Array | null
  readonly attempt: number
  /** Oldest first. */
  readonly told: readonly Notification[]
}

/**
 * Gathers what is due into messages, all of a person and channel into one, and settles their keys: a repetition after a
 * crash carries the key of the first attempt. @returns keys of the messages due, the longest waiting first
 */
export const dueMessages = async (
  db: Db,
  channels: readonly DeliveryChannel[],
  now: Date,
  limit: number,
): Promise<string[]> => {
  if (channels.length === 0) return []
  const due = and(
    eq(deliveries.state, 'waiting'),
    lte(deliveries.dueAt, now),
    inArray(deliveries.channel, [...channels]),
  )
  await db.transaction(async (tx) => {
    const loose = await tx
      .select({ id: deliveries.id, personId: deliveries.personId, channel: deliveries.channel })
      .from(deliveries)
      .where(and(due, isNull(deliveries.message)))
      .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
      .limit(5 * mostTogether)
      .for('update', { skipLocked: true })
    for (const rows of Map.groupBy(loose, ({ personId, channel }) => `${channel}:${personId}`).values())
      for (let from = 0; from < rows.length; from += mostTogether) {
        const ids = rows.slice(from, from + mostTogether).map(({ id }) => id)
        await tx
          .update(deliveries)
          .set({ message: keyOf(ids) })
          .where(inArray(deliveries.id, ids))
      }
  })
  const found = await db
    .select({ message: deliveries.message })
    .from(deliveries)
    .where(and(due, isNotNull(deliveries.message)))
    .groupBy(deliveries.message)
    .orderBy(min(deliveries.dueAt))
    .limit(limit)
  return found.flatMap(({ message }) => message ?? [])
}

const keyOf = (ids: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...ids].sort()))
    .digest('hex')
    .slice(0, 32)

/**
 * Takes a message for one attempt; its next one is put off before this one begins, so that a crash repeats it later and
 * two workers never send at the same moment. Null when it is not due, or nobody wants or may see it any more.
 */
export const takeMessage = async (db: Db, key: string, now: Date): Promise<Message | null> =>
  db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.message, key), eq(deliveries.state, 'waiting'), lte(deliveries.dueAt, now)))
      .for('update')
    const [first] = rows
    if (first === undefined) return null
    const [to] = await tx
      .select({ person: people, channel: deliveryChannels, times: deliveryTimes })
      .from(people)
      .innerJoin(
        deliveryChannels,
        and(eq(deliveryChannels.personId, people.id), eq(deliveryChannels.channel, first.channel)),
      )
      .leftJoin(deliveryTimes, eq(deliveryTimes.personId, people.id))
      .where(and(eq(people.id, first.personId), eq(people.active, true)))
    const told =
      to === undefined
        ? []
        : await tx
            .select()
            .from(notifications)
            .where(
              and(
                inArray(
                  notifications.id,
                  rows.map(({ notificationId }) => notificationId),
                ),
                visibleNotifications(scopeOf({ ...to.person, standsInFor: await standsInFor(tx, to.person.id, now) })),
              ),
            )
            .orderBy(asc(notifications.createdAt), asc(notifications.id))
    const seen = new Set(told.map(({ id }) => id))
    const unwanted = rows.filter(({ notificationId }) => !seen.has(notificationId)).map(({ id }) => id)
    if (unwanted.length > 0)
      await tx.update(deliveries).set({ state: 'dropped', endedAt: now }).where(inArray(deliveries.id, unwanted))
    if (to === undefined || told.length === 0) return null
    const attempt = first.attempts + 1
    await tx
      .update(deliveries)
      .set({
        attempts: attempt,
        dueAt: new Date(afterQuiet(to.times ?? anyTime, now.getTime() + backoffMs(attempt))),
      })
      .where(and(eq(deliveries.message, key), eq(deliveries.state, 'waiting')))
    const { personId, channel } = first
    const { address, secret } = to.channel
    return { key, personId, locale: to.person.locale, channel, address, secret, attempt, told }
  })

/** Notes what became of an attempt; `error` null when the receiver took it. */
export const settleMessage = async (
  db: Db,
  { key, attempt }: Pick<Message, 'key' | 'attempt'>,
  error: string | null,
  now: Date,
): Promise<void> => {
  const ended = error === null || attempt >= mostAttempts
  await db
    .update(deliveries)
    .set({
      error: error?.slice(0, 300) ?? null,
      ...(ended ? { state: error === null ? ('sent' as const) : ('failed' as const), endedAt: now } : {}),
    })
    .where(and(eq(deliveries.message, key), eq(deliveries.state, 'waiting')))
}
