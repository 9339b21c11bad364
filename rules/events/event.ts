import type { EventData, EventTypeName } from './catalogue.ts'

/** An event on the wire: CloudEvents 1.0, structured JSON, one of our types. */
export interface WireEvent<N extends EventTypeName = EventTypeName> {
  specversion: '1.0'
  /** Unique within `source`; `source` + `id` is the identity of the fact. */
  id: string
  source: string
  type: N
  /** RFC 3339; kept to the millisecond. */
  time: string
  /** The application, account, contract or customer the fact is about. */
  subject: string
  /** Organisation unit where it happened, e.g. `b03-s02-o1`; see sql for the tree. */
  orgunit: string
  datacontenttype?: 'application/json'
  data: EventData<N>
}

/** A value a rule can see. Moments are epoch milliseconds; absent is null. */
export type Value = number | string | boolean | null

/** An event past the edge: valid, tokenised, time as a number. What the engine, the sinks and the oracle work on. */
export interface Event {
  readonly id: string
  readonly source: string
  readonly type: EventTypeName
  /** Event time, epoch milliseconds. */
  readonly time: number
  readonly subject: string
  readonly orgunit: string
  /** Data fields by name; moments are epoch milliseconds here; an absent field is absent. */
  readonly data: Readonly<Record<string, Value | undefined>>
}

/** The fields of the envelope a rule may name beside the data fields. No data field may carry one of these names. */
export const envelopeFields = {
  id: 'text',
  source: 'text',
  type: 'text',
  time: 'moment',
  subject: 'text',
  orgunit: 'text',
} as const

/** Identity of a fact; the separator cannot occur in a valid `source`. */
export const factKey = (event: Pick<Event, 'source' | 'id'>): string => `${event.source}\u0000${event.id}`
