import { severities } from '@mingjing/rules/language/severities.ts'
import { eq } from 'drizzle-orm'
import { couldSee } from '../access/predicates.ts'
import { scopeOf } from '../access/scope.ts'
import type { Notification } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { deliveries, deliveryChannels, deliveryTimes, type IssueSeverity, people } from '../postgres/schema.ts'
import { anyTime, whenDue } from './due.ts'

const rank = (severity: IssueSeverity): number => severities.indexOf(severity)

/** Rows of one insert. */
const atOnce = 1000

/**
 * Puts what was just told into the outbox of everybody who wants it elsewhere too, in the transaction that told it: a
 * channel that is down loses nothing.
 */
export const enqueue = async (tx: Db, told: readonly Notification[]): Promise<void> => {
  const wanting = await tx
    .select({ person: people, channel: deliveryChannels, times: deliveryTimes })
    .from(deliveryChannels)
    .innerJoin(people, eq(people.id, deliveryChannels.personId))
    .leftJoin(deliveryTimes, eq(deliveryTimes.personId, deliveryChannels.personId))
    .where(eq(people.active, true))
  const rows = wanting.flatMap(({ person, channel, times }) => {
    const scope = scopeOf(person)
    return told
      .filter((each) => rank(each.severity) >= rank(channel.minimum) && couldSee(scope, each))
      .map((each) => ({
        id: `${channel.channel}:${person.id}:${each.id}`,
        notificationId: each.id,
        personId: person.id,
        channel: channel.channel,
        dueAt: new Date(whenDue(times ?? anyTime, each.createdAt.getTime())),
        createdAt: each.createdAt,
      }))
  })
  for (let from = 0; from < rows.length; from += atOnce)
    await tx
      .insert(deliveries)
      .values(rows.slice(from, from + atOnce))
      .onConflictDoNothing()
}
