import fc from 'fast-check'

/** As much of JSON Schema as our own document uses. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly pattern?: string
}

/** Texts that mean something to a program on the way: a browser, a spreadsheet, a store, a path, a number. */
export const hostileTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\0',
    '\u0000x',
    '\u2028',
    '\uFEFF',
    '\uD800',
    '‮',
    '𠮷'.repeat(50),
    'x'.repeat(5000),
    '%',
    '%00',
    '%2e%2e',
  ],
  ...[
    "' or 1=1 --",
    '";drop table issues',
    '\\',
    '{actor:String}',
    '$1',
    '{{1}}',
    '=1+1',
    '<script>x</script>',
    '../../etc',
  ],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '-0', '1e999', '9'.repeat(40), '0x10', '٣'],
  ...['0001-01-01', '9999-12-31', '2026-02-30', '+275760-09-13T00:00:00Z', '1970-01-01T00:00:00.0000001+14:00'],
]

const hex64 = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
const days = fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString())

/** Values that a schema allows. `known` are texts that name something there is. */
export function fromSchema(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const either = schema.oneOf ?? schema.anyOf
  if (either) return fc.oneof(...either.map((each) => fromSchema(each, known)))
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => fromSchema({ ...schema, type }, known)))
  switch (schema.type) {
    case 'string':
      if (schema.format === 'date') return days.map((moment) => moment.slice(0, 10))
      if (schema.format === 'date-time') return days
      if (schema.pattern) return hex64
      return fc.oneof(fc.constantFrom(...known), fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary' }))
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -1, max: schema.maximum ?? 9 }),
        fc.maxSafeInteger().filter((n) => n >= (schema.minimum ?? n) && n <= (schema.maximum ?? n)),
      )
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, known), { maxLength: 4 })
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).map(([name, each]) => [name, fromSchema(each, known)])
      if (entries.length === 0) return fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
      return fc.record(Object.fromEntries(entries), { requiredKeys: [...(schema.required ?? [])] })
    }
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}
