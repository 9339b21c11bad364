import { type DeliveryChannel, deliveryChannelNames } from '@mingjing/sql/postgres/delivery-tables.ts'

/** Channels this installation has a sender for; the worker reads the same variables (stream/delivery/senders.ts). */
export const offeredChannels = (env: NodeJS.ProcessEnv): DeliveryChannel[] =>
  deliveryChannelNames.filter((name) =>
    name === 'email' ? env.MINGJING_SMTP_URL && env.MINGJING_MAIL_FROM : env.MINGJING_WEBHOOKS !== 'off',
  )

/** Domains e-mail may go to, `MINGJING_MAIL_DOMAINS` by commas; none means all. */
export const mailDomains = (env: NodeJS.ProcessEnv): string[] =>
  (env.MINGJING_MAIL_DOMAINS ?? '')
    .split(',')
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== '')
