import { dueMessages, mostAttempts, settleMessage, takeMessage } from '@mingjing/sql/deliveries/outbox.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { type DeliveryChannel, deliveryChannelNames } from '@mingjing/sql/postgres/delivery-tables.ts'
import type { Senders } from '../delivery/senders.ts'
import { log } from '../log.ts'

/** Messages of one run, and how many at a time: with the slowest receivers a run ends within its lease. */
const mostInRun = 60
const atOnce = 10

export interface Delivered {
  readonly sent: number
  readonly waiting: number
  readonly failed: number
}

/** Sends what is due. What a receiver does not take is put off, and given up after {@link mostAttempts}. */
export const deliver = async (db: Db, senders: Senders, clock: () => number): Promise<Delivered> => {
  const channels: DeliveryChannel[] = deliveryChannelNames.filter((name) => senders[name] !== undefined)
  const keys = await dueMessages(db, channels, new Date(clock()), mostInRun)
  const done = { sent: 0, waiting: 0, failed: 0 }
  const one = async (key: string): Promise<void> => {
    const message = await takeMessage(db, key, new Date(clock()))
    if (message === null) return
    const error = await senders[message.channel]!(message, clock())
    await settleMessage(db, message, error, new Date(clock()))
    if (error === null) done.sent += 1
    else if (message.attempt < mostAttempts) done.waiting += 1
    else {
      done.failed += 1
      log.warn({ channel: message.channel, key, error }, 'a message was given up')
    }
  }
  for (let from = 0; from < keys.length; from += atOnce) await Promise.all(keys.slice(from, from + atOnce).map(one))
  return done
}
