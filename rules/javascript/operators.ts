import type { SignatureName } from '../language/signatures.ts'
import type { Node } from '../language/tree.ts'

/** A piece of JavaScript. `atom` may be written twice; `nullable` may be null or undefined. */
export interface Code {
  readonly text: string
  readonly atom: boolean
  readonly nullable: boolean
}

/** What an operator may ask of the function being written. */
export interface Writer {
  /** A value of the enclosing scope, as an atom: a compiled pattern, a set. */
  constant(value: unknown): string
  /** A temporary of the function. */
  temporary(): string
}

export type Emit = (args: readonly Code[], nodes: readonly Node[], writer: Writer) => Code

const bool = (text: string): Code => ({ text, atom: false, nullable: false })
const nullable = (text: string): Code => ({ text, atom: false, nullable: true })

/** As a JavaScript truth: null is false. */
export const truth = (code: Code): string => (code.nullable ? `(${code.text}) === true` : code.text)

/** `body` over arguments none of which is null, false otherwise; each argument is evaluated once. */
const whenPresent =
  (body: (...args: string[]) => string): Emit =>
  (args, _, writer) => {
    const checks: string[] = []
    const names = args.map((arg) => {
      if (!arg.nullable) return arg.text
      if (arg.atom) {
        checks.push(`${arg.text} != null`)
        return arg.text
      }
      const name = writer.temporary()
      checks.push(`(${name} = ${arg.text}) != null`)
      return name
    })
    return bool(`(${[...checks, body(...names)].join(' && ')})`)
  }

const infix = (symbol: string) => whenPresent((a, b) => `${a} ${symbol} ${b}`)

/** Equal to something that is never null needs no check of the other side. */
const equal: Emit = (args, nodes, writer) => {
  const [a, b] = args as [Code, Code]
  return a.nullable && b.nullable ? infix('===')(args, nodes, writer) : bool(`(${a.text} === ${b.text})`)
}

const isIn: Emit = ([value], nodes, writer) => {
  const list = nodes[1]
  if (list?.kind !== 'list') throw new Error('isIn without a list')
  const items = list.items.map((item) => item.value)
  if (items.length > 6) return bool(`${writer.constant(new Set(items))}.has(${value!.text})`)
  const name = value!.atom ? value!.text : writer.temporary()
  const tests = items.map((item) => `${name} === ${JSON.stringify(item)}`).join(' || ')
  return bool(value!.atom ? `(${tests})` : `(${name} = ${value!.text}, ${tests})`)
}

const average =
  (symbol: string): Emit =>
  ([avg, n], _, writer) => {
    const name = writer.temporary()
    return bool(`((${name} = compareAverage(${avg!.text}, ${n!.text})) !== null && ${name} ${symbol} 0)`)
  }

const library =
  (name: string): Emit =>
  (args) =>
    nullable(`${name}(${args.map((arg) => arg.text).join(', ')})`)

const ofCalendar =
  (name: string): Emit =>
  ([at], _, writer) => {
    if (at!.atom) return nullable(`(${at!.text} == null ? null : ${name}(calendar, ${at!.text}))`)
    const t = writer.temporary()
    return nullable(`((${t} = ${at!.text}) == null ? null : ${name}(calendar, ${t}))`)
  }

/** JavaScript of every operator. An average argument arrives as the two texts `sum, count`. */
export const operators: Record<SignatureName, Emit> = {
  and: (args) => bool(`(${args.map(truth).join(' && ')})`),
  or: (args) => bool(`(${args.map(truth).join(' || ')})`),
  not: ([a]) => bool(`!(${truth(a!)})`),
  choose: ([c, a, b]) => {
    const text = `(${truth(c!)} ? ${a!.text} : ${b!.text})`
    return { text, atom: false, nullable: a!.nullable || b!.nullable }
  },
  has: ([a], nodes) => bool(`((${nodes[0]?.type === 'average' ? a!.text.split(', ')[0] : a!.text}) != null)`),
  equal,
  notEqual: infix('!=='),
  less: infix('<'),
  lessOrEqual: infix('<='),
  greater: infix('>'),
  greaterOrEqual: infix('>='),
  isIn,
  averageEqual: average('==='),
  averageNotEqual: average('!=='),
  averageLess: average('<'),
  averageLessOrEqual: average('<='),
  averageGreater: average('>'),
  averageGreaterOrEqual: average('>='),
  addInt: library('addInt'),
  subtractInt: library('subtractInt'),
  multiplyInt: library('multiplyInt'),
  divideInt: library('divideInt'),
  moduloInt: library('moduloInt'),
  negateInt: library('negateInt'),
  addDouble: library('addDouble'),
  subtractDouble: library('subtractDouble'),
  multiplyDouble: library('multiplyDouble'),
  divideDouble: library('divideDouble'),
  negateDouble: library('negateDouble'),
  // A JavaScript number is both; beyond 2^53 there are no ints to lose.
  intToDouble: ([a]) => a!,
  startsWith: whenPresent((a, b) => `${a}.startsWith(${b})`),
  endsWith: whenPresent((a, b) => `${a}.endsWith(${b})`),
  contains: whenPresent((a, b) => `${a}.includes(${b})`),
  matches: (args, nodes, writer) => {
    const pattern = nodes[1]
    if (pattern?.kind !== 'literal') throw new Error('matches without a constant pattern')
    const compiled = writer.constant({ pattern: String(pattern.value) })
    return whenPresent((a) => `${compiled}.test(${a})`)([args[0]!], nodes, writer)
  },
  size: library('size'),
  onList: ([value], nodes, writer) => {
    const name = nodes[1]
    if (name?.kind !== 'literal') throw new Error('onList without a constant name')
    const list = writer.constant({ list: String(name.value) })
    return bool(`onList(${list}, ${value!.text}, calendar, e.time)`)
  },
  localHour: ofCalendar('localHour'),
  localWeekday: ofCalendar('localWeekday'),
  isWorkday: ofCalendar('isWorkday'),
  isWorkingTime: ofCalendar('isWorkingTime'),
}
