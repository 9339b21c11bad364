/** A piece of SQL with what is known of its value, so that guards are written only where they can matter. */
export interface Sql {
  readonly text: string
  readonly nullable: boolean
  /** For an int: no absolute value is larger. Infinity for everything else. */
  readonly bound: number
}

/** A ClickHouse string literal. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\'\0]/g, (found) => (found === '\0' ? '\\0' : `\\${found}`))}'`

/** A moment as a DateTime64 constant. */
export const momentLiteral = (ms: number): string => `fromUnixTimestamp64Milli(${intLiteral(ms)}, 'UTC')`

/** An Int64 constant: without the cast a large one is a UInt64, which has no common type with an Int64 column. */
export const intLiteral = (value: number): string => `toInt64(${Object.is(value, -0) ? 0 : value})`

const intText = (value: number): string => (Math.abs(value) > 2_147_483_647 ? intLiteral(value) : String(value + 0))

// A whole double needs its point, or ClickHouse computes with integers that wrap.
const doubleText = (value: number): string => {
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** A constant of the rule language. */
export const literal = (type: 'int' | 'double' | 'bool' | 'text', value: number | string | boolean): Sql => {
  switch (type) {
    case 'int':
      return { text: negative(intText(value as number)), nullable: false, bound: Math.abs(value as number) }
    case 'double':
      return { text: negative(doubleText(value as number)), nullable: false, bound: Number.POSITIVE_INFINITY }
    case 'bool':
      return { text: String(value), nullable: false, bound: Number.POSITIVE_INFINITY }
    case 'text':
      return { text: quoted(value as string), nullable: false, bound: Number.POSITIVE_INFINITY }
  }
}

const negative = (text: string) => (text.startsWith('-') ? `(${text})` : text)
