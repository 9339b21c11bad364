import { randomBytes } from 'node:crypto'
import { and, desc, eq, sql } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import type { DeliveryChannel } from '../postgres/delivery-tables.ts'
import { deliveries, deliveryChannels, deliveryTimes, type IssueSeverity } from '../postgres/schema.ts'
import type { Keys } from '../vault/keys.ts'
import { seal } from '../vault/seal.ts'
import { anyTime, type DeliveryTimes } from './due.ts'

export interface ChannelWish {
  readonly channel: DeliveryChannel
  readonly address: string
  readonly minimum: IssueSeverity
}

/** How a person wants to be told besides the inbox. */
export interface Preferences {
  readonly channels: readonly ChannelWish[]
  readonly times: DeliveryTimes
}

/** What a sealed secret of a webhook is bound to. */
export const secretAbout = (personId: string): string => `webhook:${personId}`

/** The place of what cannot be taken. */
export type Fault = 'email' | 'webhook' | 'quiet' | 'digest'

const longest = 500
/** One address, plainly written; a quoted local part, a comment or a list is none. */
const mailbox = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i

const isMailbox = (address: string, domains: readonly string[]): boolean =>
  mailbox.test(address) &&
  (domains.length === 0 || domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase()))

const isWebhook = (address: string): boolean => {
  const url = URL.parse(address)
  return url !== null && ['https:', 'http:'].includes(url.protocol) && url.username === '' && url.password === ''
}

const isMinute = (minute: number | null): boolean =>
  minute === null || (Number.isInteger(minute) && minute >= 0 && minute < 24 * 60)

/** What is wrong with wishes, or null. `domains` are those e-mail may go to; none named, it may go to all. */
export const faultOf = ({ channels, times }: Preferences, domains: readonly string[]): Fault | null => {
  for (const { channel, address } of channels)
    if (address.length > longest || !(channel === 'email' ? isMailbox(address, domains) : isWebhook(address)))
      return channel
  const { quietFrom, quietTo, digestAt } = times
  if (!isMinute(quietFrom) || !isMinute(quietTo) || (quietFrom === null) !== (quietTo === null)) return 'quiet'
  return isMinute(digestAt) ? null : 'digest'
}

export const readPreferences = async (db: Db, scope: Scope): Promise<Preferences> => {
  const { personId } = scope
  const [channels, [times]] = await Promise.all([
    db
      .select({
        channel: deliveryChannels.channel,
        address: deliveryChannels.address,
        minimum: deliveryChannels.minimum,
      })
      .from(deliveryChannels)
      .where(eq(deliveryChannels.personId, personId))
      .orderBy(deliveryChannels.channel),
    db
      .select({
        quietFrom: deliveryTimes.quietFrom,
        quietTo: deliveryTimes.quietTo,
        digestAt: deliveryTimes.digestAt,
      })
      .from(deliveryTimes)
      .where(eq(deliveryTimes.personId, personId)),
  ])
  return { channels, times: times ?? anyTime }
}

/** Where something leads, as far as the record needs it: no mailbox of a person stays in it for good. */
const destination = ({ channel, address }: ChannelWish): string =>
  channel === 'email' ? address.slice(address.lastIndexOf('@') + 1) : (URL.parse(address)?.host ?? '')

/**
 * Puts somebody's own wishes in place of those before, on record. What waits already goes by the new address, or is
 * dropped with its channel.
 * @returns what is wrong, or the secret a new webhook is signed with, which is told this once
 */
export const savePreferences = async (
  db: Db,
  keys: Keys,
  scope: Scope,
  wished: Preferences,
  { now, domains }: { now: Date; domains: readonly string[] },
): Promise<{ kind: 'faulty'; fault: Fault } | { kind: 'saved'; secret: string | null }> => {
  const fault = faultOf(wished, domains)
  if (fault !== null) return { kind: 'faulty', fault }
  const { personId } = scope
  return db.transaction(async (tx) => {
    const before = await tx.select().from(deliveryChannels).where(eq(deliveryChannels.personId, personId)).for('update')
    const hook = before.find(({ channel }) => channel === 'webhook')
    let fresh: string | null = null
    const rows = wished.channels.map((wish) => {
      if (wish.channel === 'email') return { ...wish, personId, secret: null, updatedAt: now }
      if (hook?.address === wish.address) return { ...wish, personId, secret: hook.secret, updatedAt: now }
      fresh = randomBytes(24).toString('base64url')
      return { ...wish, personId, secret: seal(keys, fresh, secretAbout(personId)), updatedAt: now }
    })
    await tx.delete(deliveryChannels).where(eq(deliveryChannels.personId, personId))
    if (rows.length > 0) await tx.insert(deliveryChannels).values(rows)
    const times = { ...wished.times, updatedAt: now }
    await tx
      .insert(deliveryTimes)
      .values({ personId, ...times })
      .onConflictDoUpdate({ target: deliveryTimes.personId, set: times })
    await appendAction(tx, {
      at: now,
      personId,
      issueId: null,
      kind: 'delivery-preferences',
      fromState: null,
      toState: null,
      detail: {
        channels: wished.channels.map((wish) => ({
          channel: wish.channel,
          to: destination(wish),
          minimum: wish.minimum,
        })),
        times: { ...wished.times },
      },
    })
    return { kind: 'saved', secret: fresh }
  })
}

/** Messages to somebody that were given up, by channel, with the reason of the newest. */
export const failedDeliveries = async (
  db: Db,
  scope: Scope,
): Promise<{ channel: DeliveryChannel; n: number; error: string | null }[]> => {
  const rows = await db
    .select({
      channel: deliveries.channel,
      error: deliveries.error,
      n: sql<number>`(count(*) over (partition by ${deliveries.channel}))::int`,
    })
    .from(deliveries)
    .where(and(eq(deliveries.personId, scope.personId), eq(deliveries.state, 'failed')))
    .orderBy(deliveries.channel, desc(deliveries.endedAt))
  return rows.filter(({ channel }, index) => channel !== rows[index - 1]?.channel)
}

/** Lets what was given up be tried again, under the same keys. @returns how many */
export const retryFailed = async (db: Db, scope: Scope, now: Date): Promise<number> =>
  db.transaction(async (tx) => {
    const again = await tx
      .update(deliveries)
      .set({ state: 'waiting', attempts: 0, dueAt: now, endedAt: null })
      .where(and(eq(deliveries.personId, scope.personId), eq(deliveries.state, 'failed')))
      .returning({ id: deliveries.id })
    if (again.length > 0)
      await appendAction(tx, {
        at: now,
        personId: scope.personId,
        issueId: null,
        kind: 'deliveries-retried',
        fromState: null,
        toState: null,
        detail: { deliveries: again.length },
      })
    return again.length
  })
