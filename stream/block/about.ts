import type { Found } from './block.ts'

/** What the tables want to know of the event that triggered a hit. */
export const about = (event: {
  readonly time: number
  readonly orgunit: string
  readonly data: Readonly<Record<string, unknown>>
}): Pick<Found, 'orgunit' | 'product' | 'channel' | 'actor' | 'triggerAt'> => ({
  orgunit: event.orgunit,
  product: text(event.data.product),
  channel: text(event.data.channel),
  actor: text(event.data.actor),
  triggerAt: event.time,
})

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
