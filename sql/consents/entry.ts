import { createHash, createHmac } from 'node:crypto'
import { canonicalJson } from '@mingjing/rules/bundle/canonical.ts'
import type { EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import { factKey } from '@mingjing/rules/events/event.ts'
import type { Keys } from '../vault/keys.ts'

/** Types of events that are kept on the chain, of whatever purpose. */
export const consentTypes = [
  'consent.given',
  'consent.withdrawn',
  'consent.used',
] as const satisfies readonly EventTypeName[]
export type ConsentType = (typeof consentTypes)[number]

const types: ReadonlySet<string> = new Set(consentTypes)
export const isConsent = ({ type }: { type: string }): boolean => types.has(type)

/** An event as the worker decides on it and as `events` gives it back. */
export interface ConsentEvent {
  readonly source: string
  readonly id: string
  readonly type: string
  /** Epoch ms. */
  readonly time: number
  readonly subject: string
  readonly orgunit: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface Fact {
  readonly name: string
  readonly value: unknown
  /** 64 hex digits. */
  readonly salt: string
}

const keyed = (keys: Keys, ...parts: string[]): string =>
  createHmac('sha256', keys.receipts).update(canonicalJson(parts)).digest('hex')

/** What an event is found by on the chain; without the installation's key it names nothing. */
export const refOf = (keys: Keys, event: Pick<ConsentEvent, 'source' | 'id'>): string =>
  keyed(keys, 'ref', factKey(event))

/**
 * Envelope and data by name. Each has a salt of its own, the same whenever it is made: nobody without the key finds a
 * value by trying, and one can be disclosed without the others.
 */
export const factsOf = (keys: Keys, event: ConsentEvent): Fact[] => {
  const { source, id, type, time, subject, orgunit, data } = event
  return Object.entries({ ...data, source, id, type, time, subject, orgunit })
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value, salt: keyed(keys, 'salt', factKey(event), name) }))
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')

export const hashFact = ({ salt, name, value }: Fact): string => sha256([salt, name, value])

/** The digest of an event: SHA-256 over the hashes of its facts, by name. */
export const digestOf = (hashes: readonly (readonly [name: string, hash: string])[]): string => sha256(hashes)

/** A place on the chain. Nothing of the event stands in it. */
export interface Entry {
  /** From 1 on. */
  readonly position: number
  readonly ref: string
  /** Where the record lies in the log. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly digest: string
  /** Hash of the entry before. */
  readonly previous: string
}

export const hashEntry = ({ position, ref, topic, partition, offset, digest, previous }: Entry): string =>
  sha256([previous, position, ref, topic, partition, offset, digest])
