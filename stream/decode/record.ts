import { type DeadLetterCode, decodeLine, type Personal } from '@mingjing/rules/events/decode.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { type KeyedHash, tokenise } from '@mingjing/rules/events/tokenise.ts'

/** A record of the source as it lies there. */
export interface SourceRecord {
  readonly offset: number
  readonly text: string
}

/** A record that is a valid event, its personal values already replaced by tokens. */
export interface ValidRecord {
  readonly kind: 'event'
  readonly offset: number
  readonly event: Event
  /** Raw personal values that came with it and belong into the vault. */
  readonly personal: readonly Personal[]
}

/**
 * A record that is no valid event, or one of a `future` too far away to wait for. `text` may hold personal data: it is
 * sealed before it is kept.
 */
export interface DeadRecord {
  readonly kind: 'deadLetter'
  readonly offset: number
  readonly text: string
  readonly code: DeadLetterCode | 'future'
  readonly field: string
  readonly reason: string
}

export type DecodedRecord = ValidRecord | DeadRecord
export type Decode = (record: SourceRecord) => DecodedRecord

/** Decodes records on the wire: CloudEvents as any producer may have written them. Never throws. */
export const decodeWire =
  (keyedHash: KeyedHash): Decode =>
  ({ offset, text }) => {
    const decoded = decodeLine(text)
    if (decoded.kind === 'deadLetter') return { ...decoded, offset, text }
    const event = decoded.personal.length > 0 ? tokenise(decoded.event, keyedHash) : decoded.event
    return { kind: 'event', offset, event, personal: decoded.personal }
  }

const none: readonly Personal[] = []

/** Decodes records of the ingest log, which the edge has validated and tokenised: the JSON text of an {@link Event}. */
export const decodeKept: Decode = ({ offset, text }) => ({
  kind: 'event',
  offset,
  event: JSON.parse(text) as Event,
  personal: none,
})
