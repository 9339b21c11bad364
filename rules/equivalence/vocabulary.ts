import fc from 'fast-check'
import { stringify } from 'yaml'
import { type EventTypeName, eventTypeNamed } from '../events/catalogue.ts'
import type { Field } from '../events/field.ts'
import { type FieldName, fields } from '../events/fields.ts'
import { type EventType, fieldsOf } from '../events/type.ts'

/**
 * The small world of R1: few types, keys and values, so that keys meet, windows fill and deadlines are met; and among
 * them the values on which evaluators could differ.
 */
export const types = [
  'application.submitted',
  'approval.decided',
  'limit.adjusted',
  'score.produced',
] as const satisfies readonly EventTypeName[]

export const declared = (name: string): EventType => {
  const type = eventTypeNamed(name)
  if (!type) throw new Error(`no type ${name}`)
  return type
}

/** Fields that events and expressions use: every kind, with and without a column of its own. */
export const used = [
  'actor',
  'actorRole',
  'customer',
  'product',
  'channel',
  'amount',
  'termMonths',
  'age',
  'income',
  'supplementary',
  'fastTrack',
  'mobile',
  'decision',
  'mode',
  'readSeconds',
  'rate',
  'overridden',
  'reason',
  'limitBefore',
  'limitAfter',
  'temporary',
  'validUntil',
  'model',
  'score',
  'segment',
] as const satisfies readonly FieldName[]
export type Used = (typeof used)[number]

/** Used fields an event of every one of these types can carry. */
export const carried = (names: readonly string[]): Used[] =>
  used.filter((field) => names.every((name) => fieldsOf(declared(name)).includes(field)))
/** Used fields an event of some of these types can carry. */
export const carriedBySome = (names: readonly string[]): Used[] =>
  used.filter((field) => names.some((name) => fieldsOf(declared(name)).includes(field)))

/** Texts that tell byte order from UTF-16 order, code points from units, and `.` from a line break. */
export const texts = ['a', 'ab', 'A', '坐牢了', '😀', '\ue000', 'a\nb', "o'b\\", 'aab', '12'] as const
export const doubles = [0, 0.1, 0.2, 0.3, 0.5, 1, 1 / 3, 1e-7] as const
/** Sums and products of the largest pass 2^53. */
export const ints = [0, 1, 2, 3, 7, 29, 30, 100] as const
export const fens = [0, 1, 100, 5_000_000, 99_999_999_999, 10_000_000_000_000] as const

/**
 * Bases: before National Day, before the Saturday worked in exchange, before Europe's clocks change. Offsets sit on
 * and beside the edges of windows and deadlines.
 */
const bases = ['2026-09-30T08:59:59.999+08:00', '2026-02-13T17:29:59.000+08:00', '2025-03-28T16:59:00.000Z'].map((at) =>
  Date.parse(at),
)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const offsets = [
  0,
  1,
  999,
  1000,
  1001,
  minute - 1,
  minute,
  minute + 1,
  30 * minute,
  hour - 1,
  hour,
  8 * hour,
  8.5 * hour,
  day - 1,
  day,
  day + 1,
  2 * day,
  3 * day,
  7 * day,
]
export const base = fc.constantFrom(...bases)
export const offset = fc.tuple(fc.constantFrom(...offsets), fc.constantFrom(0, 0, ...offsets)).map(([a, b]) => a + b)

export const orgunits = ['hq', 'b01', 'b01-s01', 'b01-s01-o1', 'b010', 'b02-s01'] as const

/** A list whose days begin and end about the bases. */
export const listed = ['actor', 'customer', 'model', 'mobile', 'reason', 'segment'] as const satisfies readonly Used[]
const entries = [
  { value: 'k1', from: '2026-09-30', to: '2026-09-30' },
  { value: 'k1', from: '2026-02-14', to: '2026-02-15' },
  { value: 'k1', to: '2025-03-28' },
  { value: 'k2', from: '2026-02-16' },
  { value: 'k2', from: '2025-03-29', to: '2025-03-30' },
  { value: 'a' },
  { value: '坐牢了', from: '2026-10-01' },
  { value: "o'b\\" },
  { value: 'aab', to: '2026-02-13' },
]
export const listFile = {
  path: 'lists/watched.yaml',
  text: `kind: list\n${stringify({ name: 'watched', zh: '名单', en: 'List', of: [...listed], entries: entries.map((entry) => ({ ...entry, reason: 'R1' })) })}`,
}

/** A value of a field as it stands on the wire. */
export const wireValue = (name: Used): fc.Arbitrary<unknown> => {
  const field: Field = fields[name]
  switch (field.kind) {
    case 'fen':
      return fc.constantFrom(...fens)
    case 'int':
      return fc.constantFrom(...ints)
    case 'double':
      return fc.constantFrom(...doubles)
    case 'bool':
      return fc.boolean()
    case 'code':
      return fc.constantFrom(...(field.values ?? []).slice(0, 3))
    case 'moment':
      return fc
        .tuple(base, offset, fc.constantFrom(-1, 1))
        .map(([at, by, sign]) => new Date(at + sign * by).toISOString())
    case 'text':
      return ['actor', 'customer', 'model'].includes(name) ? fc.constantFrom('k1', 'k2') : fc.constantFrom(...texts)
  }
}
