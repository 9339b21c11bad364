import { beyond, earliest } from '../events/moment.ts'
import type { ListEntry } from '../language/list.ts'
import type { SignatureName } from '../language/signatures.ts'
import { localDay, localMs, workday } from './calendar.ts'
import type { Scope } from './scope.ts'
import { intLiteral, quoted, type Sql } from './sql.ts'

const infinite = Number.POSITIVE_INFINITY
const maxExact = Number.MAX_SAFE_INTEGER
const dayMs = 86_400_000

/**
 * Whether no row can change it. ClickHouse takes a choice between two equal constants for a constant when it plans, and
 * fails when it finds that the condition made a column of it.
 */
const isConstant = ({ text }: Sql): boolean => !/\b(?:[fam]_|x\d)/.test(text)

/** A bool that is never null. */
const fact = (text: string): Sql => ({ text, nullable: false, bound: infinite })

/** A bool where null counts as false. */
export const truth = ({ text, nullable }: Sql): string => (nullable ? `ifNull(${text}, false)` : text)

/** A comparison: false when either side is null. */
const compared = (text: string, ...sides: Sql[]): Sql =>
  fact(sides.some((side) => side.nullable) ? `ifNull(${text}, false)` : text)

const comparison =
  (operator: string): Translate =>
  (_, a, b) =>
    compared(`(${a.text} ${operator} ${b.text})`, a, b)

/**
 * An int that may pass ±(2^53−1): computed in 128 bits, null beyond. Where the bounds of the operands show that it
 * cannot, it is computed plainly.
 */
const exact = (scope: Scope, bound: number, nullable: boolean, plain: string, wide: string): Sql => {
  if (bound <= maxExact) return { text: plain, nullable, bound }
  const name = scope.name()
  return {
    text: `if((${wide} AS ${name}) BETWEEN -${maxExact} AND ${maxExact}, toInt64(${name}), NULL)`,
    nullable: true,
    bound: maxExact,
  }
}

const integer =
  (operator: string, boundOf: (a: number, b: number) => number): Translate =>
  (scope, a, b) =>
    exact(
      scope,
      boundOf(a.bound, b.bound),
      a.nullable || b.nullable,
      `(${a.text} ${operator} ${b.text})`,
      `toInt128(${a.text}) ${operator} toInt128(${b.text})`,
    )

/** A double that is not finite is null. */
const finite = (scope: Scope, text: string): Sql => {
  const name = scope.name()
  return { text: `if(isFinite(${text} AS ${name}), ${name}, NULL)`, nullable: true, bound: infinite }
}

const floating =
  (operator: string): Translate =>
  (scope, a, b) =>
    finite(scope, `${a.text} ${operator} ${b.text}`)

/** An average is carried as a pair of names, sum and count; sum ⋈ int × count, in 128 bits. */
const average =
  (operator: string): Translate =>
  (_, a, b) =>
    fact(`ifNull(toInt128(${a.text}_sum) ${operator} toInt128(${a.text}_count) * toInt128(${b.text}), false)`)

/**
 * A function of local time: null for null, said aloud because `greatest` in the calendar's arrays passes over nulls;
 * and null where the calendar ends, which a plain field never reaches.
 */
const ofMoment =
  (bound: number, translate: (scope: Scope, ms: string) => string): Translate =>
  (scope, a) => {
    const isInside = a.bound < beyond
    if (isInside && !a.nullable) return { text: translate(scope, a.text), nullable: false, bound }
    const ms = scope.name()
    const has = isInside ? `isNotNull(${a.text} AS ${ms})` : `(${a.text} AS ${ms}) >= ${earliest} AND ${ms} < ${beyond}`
    return { text: `if(${has}, ${translate(scope, ms)}, NULL)`, nullable: true, bound }
  }

type Translate = (scope: Scope, a: Sql, b: Sql, c: Sql) => Sql

/**
 * Values without dates are a set. Of those with dates a set is asked first, so that the days are looked through only for
 * what is there. The day is that of the row.
 */
const onList: Translate = (scope, value, name) => {
  const list = scope.lists.find((one) => quoted(one.name) === name.text)
  if (!list) throw new Error(`${scope.rule.id}: there is no list ${name.text}`)
  const setOf = (entries: readonly ListEntry[]) => [...new Set(entries.map((entry) => quoted(entry.value)))].join(', ')
  const always = list.entries.filter(({ fromDay, toDay }) => fromDay === null && toDay === null)
  const dated = list.entries.filter((entry) => !always.includes(entry))
  const parts: string[] = []
  if (always.length > 0) parts.push(`${value.text} IN (${setOf(always)})`)
  if (dated.length > 0) {
    const day = localDay(scope.calendar, 'f_time')
    const values = dated.map((entry) => quoted(entry.value)).join(', ')
    const from = dated.map(({ fromDay }) => intLiteral(fromDay ?? farPast)).join(', ')
    const to = dated.map(({ toDay }) => intLiteral(toDay ?? farFuture)).join(', ')
    parts.push(
      `(${value.text} IN (${setOf(dated)}) AND arrayExists((v, a, b) -> v = assumeNotNull(${value.text}) AND ${day} BETWEEN a AND b, [${values}], [${from}], [${to}]))`,
    )
  }
  return parts.length === 0 ? fact('false') : compared(`(${parts.join(' OR ')})`, value)
}
const farPast = -1e6
const farFuture = 1e6

/** Every operator of the signature table in ClickHouse. */
export const operators: Readonly<Record<SignatureName, Translate>> = {
  and: (_, a, b) => fact(`(${truth(a)} AND ${truth(b)})`),
  or: (_, a, b) => fact(`(${truth(a)} OR ${truth(b)})`),
  not: (_, a) => fact(`(NOT ${truth(a)})`),
  choose: (_, condition, a, b) => ({
    text: `if(${truth(condition)}, ${isConstant(a) && isConstant(b) ? `materialize(${a.text})` : a.text}, ${b.text})`,
    nullable: a.nullable || b.nullable,
    bound: Math.max(a.bound, b.bound),
  }),
  has: (_, a) => fact(a.nullable ? `isNotNull(${a.text})` : 'true'),

  equal: comparison('='),
  notEqual: comparison('!='),
  less: comparison('<'),
  lessOrEqual: comparison('<='),
  greater: comparison('>'),
  greaterOrEqual: comparison('>='),
  isIn: (_, a, list) => (list.text === '()' ? fact('false') : compared(`(${a.text} IN ${list.text})`, a)),

  averageEqual: average('='),
  averageNotEqual: average('!='),
  averageLess: average('<'),
  averageLessOrEqual: average('<='),
  averageGreater: average('>'),
  averageGreaterOrEqual: average('>='),

  addInt: integer('+', (a, b) => a + b),
  subtractInt: integer('-', (a, b) => a + b),
  multiplyInt: integer('*', (a, b) => a * b),
  // A null divisor holds a zero underneath, and intDiv would throw on it.
  // Nor may the divisor's narrow type become that of the quotient: 50001 / -1 would be an Int16.
  divideInt: (_, a, b) => ({
    text: `intDivOrZero(toInt64(${a.text}), nullIf(${b.text}, 0))`,
    nullable: true,
    bound: a.bound,
  }),
  moduloInt: (_, a, b) => ({ text: `moduloOrZero(${a.text}, nullIf(${b.text}, 0))`, nullable: true, bound: a.bound }),
  negateInt: (_, a) => ({ text: `(-${a.text})`, nullable: a.nullable, bound: a.bound }),
  addDouble: floating('+'),
  subtractDouble: floating('-'),
  multiplyDouble: floating('*'),
  divideDouble: floating('/'),
  negateDouble: (_, a) => ({ text: `(-${a.text})`, nullable: a.nullable, bound: infinite }),
  intToDouble: (_, a) => ({ text: `toFloat64(${a.text})`, nullable: a.nullable, bound: infinite }),

  startsWith: (_, a, b) => compared(`startsWith(${a.text}, ${b.text})`, a, b),
  endsWith: (_, a, b) => compared(`endsWith(${a.text}, ${b.text})`, a, b),
  contains: (_, a, b) => compared(`(position(${a.text}, ${b.text}) > 0)`, a, b),
  // `match` lets `.` match a line break unless told not to.
  matches: (_, a, b) => compared(`match(${a.text}, concat('(?-s)', ${b.text}))`, a, b),
  size: (_, a) => ({ text: `toInt64(lengthUTF8(${a.text}))`, nullable: a.nullable, bound: 1e6 }),

  onList,

  localHour: ofMoment(23, ({ calendar }, ms) => `(intDiv(${localMs(calendar, ms)}, 3600000) % 24)`),
  // 1970-01-01 was a Thursday.
  localWeekday: ofMoment(7, ({ calendar }, ms) => `((${localDay(calendar, ms)} + 3) % 7 + 1)`),
  isWorkday: ofMoment(infinite, (scope, ms) => `(${workday(scope, localDay(scope.calendar, ms))} = 1)`),
  isWorkingTime: ofMoment(infinite, (scope, ms) => {
    const { calendar } = scope
    const local = scope.name()
    const opening = `(${localMs(calendar, ms)} AS ${local}) % ${dayMs} - ${calendar.opensAt}`
    const since = scope.name()
    return `((${opening} AS ${since}) >= 0 AND ${since} < ${calendar.lengthMs} AND ${workday(scope, `intDiv(${local}, ${dayMs})`)} = 1)`
  }),
}
