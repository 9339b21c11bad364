import { RE2JS } from 're2js'
import type { Calendar } from '../calendar/compile.ts'
import { isWorkday, isWorkingTime, localHour, localWeekday } from '../calendar/local.ts'
import type { Event, Value } from '../events/event.ts'
import { type CheckedList, indexOf } from '../language/list.ts'
import type { Node } from '../language/tree.ts'
import * as arithmetic from './arithmetic.ts'
import { onList } from './lists.ts'
import { type Code, operators, truth, type Writer } from './operators.ts'

/** What stands behind the names of an expression that are not fields: positions in the arrays handed to it. */
export interface Names {
  readonly params: readonly string[]
  readonly measures: readonly string[]
  readonly calendar: Calendar
  /** Lists of the bundle; none if absent. */
  readonly lists?: readonly CheckedList[]
  /** Takes the steps of patterns, see {@link metered}; they are not counted if absent. */
  readonly work?: Work
}

export interface Work {
  take(steps: number): void
}

/**
 * Values of the parameters in the order of `Names.params`; measures in the order of `Names.measures` at 0 … n−1, and at
 * n … 2n−1 the count that belongs to an average.
 */
export type Compiled<T> = (
  event: Event,
  params: readonly Value[],
  measures: readonly (number | null)[],
  /** Fields of the first event of a sequence, by name. */
  first?: Readonly<Record<string, Value>>,
) => T

const library = { ...arithmetic, onList, localHour, localWeekday, isWorkday, isWorkingTime }

/** The JavaScript source of an expression: a function body over `e`, `p`, `m`, `a`, for reading and for the compiler. */
export const sourceOf = (node: Node, names: Names, as: 'value' | 'truth' = 'value') => {
  const fields = new Map<string, string>()
  const constants: unknown[] = []
  let temporaries = 0
  const writer: Writer = {
    constant: (value) => `k${constants.push(value) - 1}`,
    temporary: () => `t${temporaries++}`,
  }
  const emit = (part: Node): Code => {
    switch (part.kind) {
      case 'literal': {
        const text = typeof part.value === 'number' && part.value < 0 ? `(${part.value})` : JSON.stringify(part.value)
        return { text, atom: true, nullable: false }
      }
      case 'field': {
        const read = `${part.envelope ? 'e' : 'd'}[${JSON.stringify(part.name)}]`
        const name = fields.get(read) ?? `f${fields.size}`
        fields.set(read, name)
        return { text: name, atom: true, nullable: !part.envelope }
      }
      case 'first':
        return { text: `a[${JSON.stringify(part.name)}]`, atom: true, nullable: !part.envelope }
      case 'param':
        return { text: `p[${names.params.indexOf(part.name)}]`, atom: true, nullable: false }
      case 'measure': {
        const i = names.measures.indexOf(part.name)
        if (part.type === 'average')
          return { text: `m[${i}], m[${names.measures.length + i}]`, atom: true, nullable: true }
        return { text: `m[${i}]`, atom: true, nullable: true }
      }
      case 'list':
        return { text: '', atom: true, nullable: false }
      case 'call':
        return operators[part.op](part.args.map(emit), part.args, writer)
    }
  }
  const result = emit(node)
  const lines = [
    ...(fields.size > 0 ? ['const d = e.data'] : []),
    ...[...fields].map(([read, name]) => `const ${name} = ${read}`),
    ...(temporaries > 0 ? [`let ${Array.from({ length: temporaries }, (_, i) => `t${i}`).join(', ')}`] : []),
    `return ${as === 'truth' ? truth(result) : result.nullable ? `(${result.text}) ?? null` : result.text}`,
  ]
  return { body: lines.join('\n'), constants }
}

/**
 * Text of users never becomes code: names of fields and texts are JSON strings, everything else is made here.
 */
const build = <T>(node: Node, names: Names, as: 'value' | 'truth'): Compiled<T> => {
  const { body, constants } = sourceOf(node, names, as)
  const values = constants.map((value) => {
    if (value instanceof Set) return value
    const { pattern, list } = value as { pattern?: string; list?: string }
    if (pattern !== undefined) return metered(pattern, names.work)
    const found = names.lists?.find(({ name }) => name === list)
    if (!found) throw new Error(`the bundle has no list "${list}"`)
    return indexOf(found)
  })
  const outer = [
    '"use strict"',
    `const { ${Object.keys(library).join(', ')} } = library`,
    ...values.map((_, i) => `const k${i} = constants[${i}]`),
    `return (e, p, m, a) => {\n${body}\n}`,
  ].join('\n')
  return new Function('library', 'constants', 'calendar', outer)(library, values, names.calendar) as Compiled<T>
}

/** Runs of an instruction of a pattern over a character that make one step. */
const runsAStep = 10

/** Words to choose from and nothing else: as many states as letters (Aho and Corasick 1975), so one is left at a time. */
const isWordList = (pattern: string): boolean => /^\(?[^()[\]{}\\*+?.^$]*\)?$/.test(pattern)

/** A pattern that counts what it may have cost: every instruction at every character, as Thompson (1968) has it. */
const metered = (pattern: string, work: Work | undefined): { test(text: string): boolean } => {
  const compiled = RE2JS.compile(pattern)
  if (!work) return compiled
  const stepsACharacter = (isWordList(pattern) ? 1 : compiled.programSize()) / runsAStep
  return {
    test(text) {
      work.take(Math.ceil(text.length * stepsACharacter))
      return compiled.test(text)
    },
  }
}

/** An expression as a function to its value, null when absent. */
export const compileValue = (node: Node, names: Names): Compiled<Value> => build(node, names, 'value')

/** A condition as a function to true or false, null counting as false. */
export const compileCondition = (node: Node, names: Names): Compiled<boolean> => build(node, names, 'truth')
