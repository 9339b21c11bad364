/** A value of a query parameter. */
export type Parameter = string | number | boolean | null | readonly (string | number)[]
export type Parameters = Readonly<Record<string, Parameter>>

/**
 * Puts parameters into a query as typed, escaped literals: `{name:Type}` becomes `CAST('…' AS Type)` or the like. Not
 * left to the engine because all parameterised queries of a process over chDB wait for one another.
 * @throws when a placeholder has no value, or a value cannot be of its type.
 */
export const bind = (query: string, parameters: Parameters): string =>
  query.replace(/\{([a-z]\w*):([A-Z][\w(), ']*)\}/gi, (_, name: string, type: string) => {
    const value = parameters[name]
    if (value === undefined) throw new Error(`the query names {${name}:${type}} but got no such parameter`)
    return literal(value, type)
  })

const literal = (value: Parameter, type: string): string => {
  if (value === null) return `CAST(NULL AS ${type})`
  if (Array.isArray(value)) {
    const inner = /^Array\((.*)\)$/.exec(type)?.[1]
    if (inner === undefined) throw new Error(`a list is not a ${type}`)
    return `CAST([${value.map((item) => scalar(item, inner)).join(',')}] AS ${type})`
  }
  return scalar(value as string | number | boolean, type)
}

const scalar = (value: string | number | boolean, type: string): string => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${value} cannot be a parameter`)
    // A DateTime64(3) is given as epoch milliseconds.
    if (type.startsWith('DateTime64')) return moment(value)
    return `CAST(${value} AS ${type})`
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return type === 'String' ? quoted(value) : `CAST(${quoted(value)} AS ${type})`
}

/**
 * A ClickHouse string literal. Braces are written as escapes: text that looks like a placeholder must not become one when
 * the query around the literal is bound.
 */
export const quoted = (text: string): string =>
  `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\{/g, '\\x7B').replace(/\0/g, '\\0')}'`

/** A DateTime64(3) from epoch milliseconds. */
export const moment = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`
