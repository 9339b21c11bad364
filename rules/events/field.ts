import { type TSchema, Type } from 'typebox'

/** What a rule may do with a field; the one type system of contract, rules and columns. */
export type FieldKind = 'int' | 'fen' | 'double' | 'bool' | 'text' | 'code' | 'moment'

export interface Field<S extends TSchema = TSchema> {
  readonly kind: FieldKind
  readonly schema: S
  readonly zh: string
  readonly en: string
  /** Physical unit, shown beside the value: `fen`, `s`, `ms`, `month`, `day`, `m2`. */
  readonly unit?: string
  /** Allowed values of a `code`. */
  readonly values?: readonly string[]
  /** Personal data: replaced by a token at the edge, kept encrypted in the vault. */
  readonly personal?: true
  /** Has a typed ClickHouse column of its own instead of living in the JSON text only. */
  readonly hot?: true
}

/** Largest amount the contract accepts, in fen: 100 billion yuan. Keeps sums of 900 events exact in a double. */
export const maxFen = 10_000_000_000_000
/** Largest plain integer the contract accepts. */
export const maxInt = 1_000_000_000_000
/** Longest text in UTF-16 units; identifiers and short notes, never documents. */
export const maxText = 512

type Extra = { hot?: true; personal?: true; unit?: string }

/** Money in whole fen, 0 … {@link maxFen}. */
export const fen = (zh: string, en: string, extra: Extra = {}) => ({
  kind: 'fen' as const,
  schema: Type.Integer({ minimum: 0, maximum: maxFen }),
  zh,
  en,
  unit: 'fen',
  ...extra,
})

/** A whole number within ±{@link maxInt}; `unit` says of what. */
export const int = (zh: string, en: string, extra: Extra & { minimum?: number; maximum?: number } = {}) => {
  const { minimum = 0, maximum = maxInt, ...rest } = extra
  return { kind: 'int' as const, schema: Type.Integer({ minimum, maximum }), zh, en, ...rest }
}

/** A finite real number. */
export const double = (zh: string, en: string, extra: Extra & { minimum?: number; maximum?: number } = {}) => {
  const { minimum = -1e15, maximum = 1e15, ...rest } = extra
  return { kind: 'double' as const, schema: Type.Number({ minimum, maximum }), zh, en, ...rest }
}

/** A score or share, 0 … 1. */
export const share = (zh: string, en: string, extra: Extra = {}) => double(zh, en, { minimum: 0, maximum: 1, ...extra })

export const bool = (zh: string, en: string, extra: Extra = {}) => ({
  kind: 'bool' as const,
  schema: Type.Boolean(),
  zh,
  en,
  ...extra,
})

/** Free text or an identifier, 1 … {@link maxText} characters. */
export const text = (zh: string, en: string, extra: Extra = {}) => ({
  kind: 'text' as const,
  schema: Type.String({ minLength: 1, maxLength: maxText }),
  zh,
  en,
  ...extra,
})

/** A value of a closed list. */
export const code = <const V extends readonly string[]>(zh: string, en: string, values: V, extra: Extra = {}) => ({
  kind: 'code' as const,
  schema: Type.Enum([...values] as unknown as [...V]),
  zh,
  en,
  values,
  ...extra,
})

/** A moment, RFC 3339 on the wire with at most millisecond precision that counts. */
export const moment = (zh: string, en: string, extra: Extra = {}) => ({
  kind: 'moment' as const,
  schema: Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
    maxLength: 40,
  }),
  zh,
  en,
  ...extra,
})
