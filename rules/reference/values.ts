import { RE2JS } from 're2js'
import type { Calendar } from '../calendar/compile.ts'
import { isWorkday, isWorkingTime, localHour, localWeekday } from '../calendar/local.ts'
import type { Event, Value } from '../events/event.ts'
import type { SignatureName } from '../language/signatures.ts'
import type { FieldNode, FirstNode, Node } from '../language/tree.ts'

/** An average, as exact as its events: compared by multiplying out. */
export interface Average {
  readonly sum: bigint
  readonly count: bigint
}
type Operand = Value | Average | readonly Value[]

/** Where an expression is evaluated. */
export interface Place {
  readonly event: Event
  readonly calendar: Calendar
  readonly param: (name: string) => Value
  readonly measure: (name: string) => Value | Average
  readonly onList: (name: string, value: string) => boolean
  /** The first event of a sequence. */
  readonly first: Event | null
}

type Meaning = (args: Operand[], place: Place) => Value

const isTrue = (value: Operand | undefined) => value === true
const present = (args: Operand[]) => args.every((arg) => arg !== null)

/** A comparison: false as soon as a side is null. */
const comparing =
  (holds: (a: Operand, b: Operand) => boolean): Meaning =>
  (args) =>
    present(args) && holds(args[0]!, args[1]!)

const number = (value: Operand) => {
  if (typeof value !== 'number') throw new Error(`not a number: ${String(value)}`)
  return value
}
const text = (value: Operand) => {
  if (typeof value !== 'string') throw new Error(`not a text: ${String(value)}`)
  return value
}

/** Whole numbers as they are in mathematics, then null where the language has no such int. */
const whole =
  (compute: (...args: bigint[]) => bigint | null): Meaning =>
  (args) => {
    if (!present(args)) return null
    const result = compute(...args.map((arg) => BigInt(number(arg))))
    const bound = 2n ** 53n - 1n
    return result === null || result > bound || result < -bound ? null : Number(result)
  }

const real =
  (compute: (...args: number[]) => number): Meaning =>
  (args) => {
    if (!present(args)) return null
    const result = compute(...args.map(number))
    return Number.isFinite(result) ? result : null
  }

const averaging =
  (holds: (difference: bigint) => boolean): Meaning =>
  ([average, n]) => {
    if (average === null || n === null) return false
    const { sum, count } = average as Average
    return holds(sum - BigInt(number(n!)) * count)
  }

const ofTime =
  (ask: (calendar: Calendar, ms: number) => Value): Meaning =>
  ([at], place) =>
    at === null ? null : ask(place.calendar, number(at!))

const meanings: Record<SignatureName, Meaning> = {
  and: ([a, b]) => isTrue(a) && isTrue(b),
  or: ([a, b]) => isTrue(a) || isTrue(b),
  not: ([a]) => !isTrue(a),
  choose: ([condition, a, b]) => (isTrue(condition) ? a : b) as Value,
  has: ([a]) => a !== null,
  equal: comparing((a, b) => a === b),
  notEqual: comparing((a, b) => a !== b),
  less: comparing((a, b) => number(a) < number(b)),
  lessOrEqual: comparing((a, b) => number(a) <= number(b)),
  greater: comparing((a, b) => number(a) > number(b)),
  greaterOrEqual: comparing((a, b) => number(a) >= number(b)),
  isIn: comparing((a, list) => (list as readonly Value[]).some((item) => item === a)),
  averageEqual: averaging((difference) => difference === 0n),
  averageNotEqual: averaging((difference) => difference !== 0n),
  averageLess: averaging((difference) => difference < 0n),
  averageLessOrEqual: averaging((difference) => difference <= 0n),
  averageGreater: averaging((difference) => difference > 0n),
  averageGreaterOrEqual: averaging((difference) => difference >= 0n),
  addInt: whole((a, b) => a! + b!),
  subtractInt: whole((a, b) => a! - b!),
  multiplyInt: whole((a, b) => a! * b!),
  divideInt: whole((a, b) => (b === 0n ? null : a! / b!)),
  moduloInt: whole((a, b) => (b === 0n ? null : a! % b!)),
  negateInt: whole((a) => -a!),
  addDouble: real((a, b) => a! + b!),
  subtractDouble: real((a, b) => a! - b!),
  multiplyDouble: real((a, b) => a! * b!),
  divideDouble: real((a, b) => a! / b!),
  negateDouble: real((a) => -a!),
  intToDouble: real((a) => a!),
  startsWith: comparing((a, b) => text(a).startsWith(text(b))),
  endsWith: comparing((a, b) => text(a).endsWith(text(b))),
  contains: comparing((a, b) => text(a).indexOf(text(b)) >= 0),
  matches: comparing((a, b) => RE2JS.compile(text(b)).matcher(text(a)).find()),
  size: ([a]) => (a === null ? null : [...text(a!)].length),
  onList: ([value, name], place) => value !== null && place.onList(text(name!), text(value!)),
  localHour: ofTime(localHour),
  localWeekday: ofTime(localWeekday),
  isWorkday: ofTime(isWorkday),
  isWorkingTime: ofTime(isWorkingTime),
}

const fieldOf = (event: Event, node: FieldNode | FirstNode): Value => {
  const value = node.envelope ? event[node.name as keyof Event] : event.data[node.name]
  return (value as Value | undefined) ?? null
}

const operand = (node: Node, place: Place): Operand => {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'list':
      return node.items.map((item) => item.value)
    case 'param':
      return place.param(node.name)
    case 'measure':
      return place.measure(node.name)
    case 'field':
      return fieldOf(place.event, node)
    case 'first':
      return place.first && fieldOf(place.first, node)
    case 'call':
      return meanings[node.op](
        node.args.map((arg) => operand(arg, place)),
        place,
      )
  }
}

/** The value of an expression at a place, read off the tree. */
export const evaluate = (node: Node, place: Place): Value => operand(node, place) as Value
