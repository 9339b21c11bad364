import type { Message } from '@mingjing/sql/deliveries/outbox.ts'
import { secretAbout } from '@mingjing/sql/deliveries/preferences.ts'
import type { DeliveryChannel } from '@mingjing/sql/postgres/delivery-tables.ts'
import type { Keys } from '@mingjing/sql/vault/keys.ts'
import { unseal } from '@mingjing/sql/vault/seal.ts'
import nodemailer from 'nodemailer'
import { allowedAddresses } from './address.ts'
import { postWebhook } from './webhook.ts'
import { bodyOf, mailOf } from './words.ts'

/** Sends a message once. @returns why the receiver did not take it, or null; never throws */
export type Send = (message: Message, now: number) => Promise<string | null>

/** A channel without a sender is off: what waits for it goes on waiting. */
export type Senders = Partial<Record<DeliveryChannel, Send>>

/**
 * Senders as the environment describes them: `MINGJING_SMTP_URL` (`smtps://user:word@host`) and `MINGJING_MAIL_FROM` for
 * e-mail, off without both; `MINGJING_WEBHOOKS=off` for none; `MINGJING_WEBHOOK_NETS` nets of the bank they may lead to;
 * `MINGJING_SITE` the address of the site, for links.
 * @throws when a net is none
 */
export const sendersOf = (environment: NodeJS.ProcessEnv, keys: Keys): Senders => {
  const { MINGJING_SMTP_URL: smtp, MINGJING_MAIL_FROM: from, MINGJING_SITE, MINGJING_WEBHOOKS } = environment
  const site = MINGJING_SITE?.replace(/\/+$/, '') ?? null
  return {
    ...(smtp && from ? { email: byMail(smtp, from, site) } : {}),
    ...(MINGJING_WEBHOOKS === 'off' ? {} : { webhook: byWebhook(environment.MINGJING_WEBHOOK_NETS, keys, site) }),
  }
}

const byMail = (smtp: string, from: string, site: string | null): Send => {
  const transport = nodemailer.createTransport(
    { url: smtp, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 },
    { from, disableFileAccess: true, disableUrlAccess: true },
  )
  const domain = from.replace(/^.*@/, '').replace(/[^\w.-].*$/, '') || 'mingjing'
  return async (message) => {
    try {
      await transport.sendMail({
        to: { name: '', address: message.address },
        ...mailOf(message, site),
        // A repetition carries the same one, by which mail servers and readers know it.
        messageId: `<${message.key}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'Idempotency-Key': message.key },
      })
      return null
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number }
      return responseCode ? `SMTP ${responseCode}` : `no connection: ${code ?? 'unknown'}`
    }
  }
}

const byWebhook = (nets: string | undefined, keys: Keys, site: string | null): Send => {
  const allowed = allowedAddresses(nets)
  return async (message, now) => {
    if (message.secret === null) return 'no secret'
    const secret = secretOf(keys, message.secret, message.personId)
    if (secret === null) return 'the secret cannot be read'
    return postWebhook(
      { url: message.address, body: bodyOf(message, site), key: message.key, secret, now },
      { allowed },
    )
  }
}

/** Null where it was sealed with a key that is not ours any more. */
const secretOf = (keys: Keys, sealed: Uint8Array, personId: string): string | null => {
  try {
    return unseal(keys, sealed, secretAbout(personId))
  } catch {
    return null
  }
}
