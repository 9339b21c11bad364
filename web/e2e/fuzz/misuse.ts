import fc from 'fast-check'
import { fromSchema, hostileTexts, type Schema } from './from-schema.ts'

const hostile = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 1e308, -1e308, 2 ** 53, [], {}, [[]], { length: 1e9 }, ['x', 7, null]),
  fc.constantFrom(...hostileTexts),
  fc.array(fc.constantFrom(...hostileTexts), { minLength: 50, maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** One value somewhere in it replaced by another of any shape. */
const spoilt = (value: unknown, at: readonly number[], by: unknown): unknown => {
  const [first, ...rest] = at
  if (typeof value !== 'object' || value === null || first === undefined) return by
  const keys = Object.keys(value)
  const key = keys[first % (keys.length || 1)]
  if (key === undefined) return by
  const inside = spoilt((value as Record<string, unknown>)[key], rest, by)
  return Array.isArray(value) ? value.with(Number(key), inside) : { ...value, [key]: inside }
}

/** JSON as a text that nearly, or not at all, is what the schema says. */
const nearly = (schema: Schema, known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(fromSchema(schema, known), fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }), hostile)
      .map(([value, at, by]) => JSON.stringify(spoilt(value, at, by))),
    fc
      .tuple(fromSchema(schema, known), fc.constantFrom('__proto__', 'constructor', 'toString', 'kind', 'x'), hostile)
      .map(([value, name, by]) => {
        const text = JSON.stringify(value)
        if (!text.startsWith('{')) return text
        return `{${JSON.stringify(name)}:${JSON.stringify(by)},"more":1${text === '{}' ? '' : ','}${text.slice(1)}`
      }),
    hostile.map((value) => JSON.stringify(value)),
  )

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const raw: readonly Uint8Array[] = [
  encode(''),
  encode('{'),
  encode('\uFEFF{}'),
  encode('['.repeat(60_000)),
  encode(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  encode(`{"version":${'9'.repeat(400)},"amount":-${'9'.repeat(400)}.5e400,"upTo":1e400}`),
  encode('{"kind":"comment","kind":"undo","text":"\\ud800\\u0000"}'),
  encode(`"${'x'.repeat(250_000)}"`),
  encode(`[${'[],'.repeat(40_000)}[]]`),
  Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d),
  Uint8Array.of(0x22, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22),
  new Uint8Array(300 * 1024).fill(0x20),
]

export const wrongTypes: readonly (string | null)[] = [
  null,
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  'application/json; charset=utf-16',
  'application/xml',
  'x',
]

/** A body: as the schema says, nearly so, or no JSON at all. */
export const bodies = (schema: Schema, known: readonly string[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 3, arbitrary: fromSchema(schema, known).map((value) => encode(JSON.stringify(value))) },
    { weight: 3, arbitrary: nearly(schema, known).map(encode) },
    { weight: 1, arbitrary: fc.constantFrom(...raw) },
  )
