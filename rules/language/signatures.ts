import type { ValueType } from './tree.ts'

/** What one argument may be; a list is written `[…]` and holds constants. */
export type ArgumentType = ValueType | `list of ${'int' | 'double' | 'text'}`

export interface Form {
  readonly args: readonly ArgumentType[]
  readonly result: Exclude<ValueType, 'average'>
}

/**
 * What a null argument does: `null` makes the result null, `false` makes it false, `falsy` counts as false itself,
 * `asks` is answered, `last` for `c ? a : b`, where a null condition picks the last argument and the picked one passes.
 */
export type NullRule = 'null' | 'false' | 'falsy' | 'asks' | 'last'

export interface Signature {
  /** As written in a rule. */
  readonly written: string
  readonly style: 'infix' | 'prefix' | 'ternary' | 'function' | 'implicit'
  readonly nulls: NullRule
  readonly forms: readonly Form[]
}

const form = (...types: [...ArgumentType[], Form['result']]): Form => ({
  args: types.slice(0, -1) as ArgumentType[],
  result: types.at(-1) as Form['result'],
})

const same = [
  form('int', 'int', 'bool'),
  form('double', 'double', 'bool'),
  form('text', 'text', 'bool'),
  form('bool', 'bool', 'bool'),
  form('moment', 'moment', 'bool'),
]
const ordered = [form('int', 'int', 'bool'), form('double', 'double', 'bool'), form('moment', 'moment', 'bool')]
const average = [form('average', 'int', 'bool')]

const infix = (written: string, nulls: NullRule, forms: readonly Form[]) =>
  ({ written, style: 'infix', nulls, forms }) as const
const prefix = (written: string, nulls: NullRule, forms: readonly Form[]) =>
  ({ written, style: 'prefix', nulls, forms }) as const
const named = (written: string, nulls: NullRule, forms: readonly Form[]) =>
  ({ written, style: 'function', nulls, forms }) as const

/**
 * Every operator there is, once. The checker picks the first signature of that spelling with a fitting form, an int
 * passing for a double through `intToDouble`; each evaluator is a table with exactly these keys. A name has one meaning
 * for an evaluator, whatever its forms: a moment is an int there.
 */
export const signatures = {
  and: infix('&&', 'falsy', [form('bool', 'bool', 'bool')]),
  or: infix('||', 'falsy', [form('bool', 'bool', 'bool')]),
  not: prefix('!', 'falsy', [form('bool', 'bool')]),
  choose: {
    written: '?:',
    style: 'ternary',
    nulls: 'last',
    forms: [
      form('bool', 'int', 'int', 'int'),
      form('bool', 'double', 'double', 'double'),
      form('bool', 'text', 'text', 'text'),
      form('bool', 'bool', 'bool', 'bool'),
      form('bool', 'moment', 'moment', 'moment'),
    ],
  },
  has: named('has', 'asks', [
    form('int', 'bool'),
    form('double', 'bool'),
    form('text', 'bool'),
    form('bool', 'bool'),
    form('moment', 'bool'),
    form('average', 'bool'),
  ]),

  equal: infix('==', 'false', same),
  notEqual: infix('!=', 'false', same),
  less: infix('<', 'false', ordered),
  lessOrEqual: infix('<=', 'false', ordered),
  greater: infix('>', 'false', ordered),
  greaterOrEqual: infix('>=', 'false', ordered),
  isIn: infix('in', 'false', [
    form('int', 'list of int', 'bool'),
    form('double', 'list of double', 'bool'),
    form('text', 'list of text', 'bool'),
  ]),

  // An average is never divided: sum ⋈ int × count, exactly. The checker turns `5 < avg` into `avg > 5`.
  averageEqual: infix('==', 'false', average),
  averageNotEqual: infix('!=', 'false', average),
  averageLess: infix('<', 'false', average),
  averageLessOrEqual: infix('<=', 'false', average),
  averageGreater: infix('>', 'false', average),
  averageGreaterOrEqual: infix('>=', 'false', average),

  addInt: infix('+', 'null', [form('int', 'int', 'int'), form('moment', 'int', 'moment')]),
  subtractInt: infix('-', 'null', [
    form('int', 'int', 'int'),
    form('moment', 'moment', 'int'),
    form('moment', 'int', 'moment'),
  ]),
  multiplyInt: infix('*', 'null', [form('int', 'int', 'int')]),
  divideInt: infix('/', 'null', [form('int', 'int', 'int')]),
  moduloInt: infix('%', 'null', [form('int', 'int', 'int')]),
  negateInt: prefix('-', 'null', [form('int', 'int')]),
  addDouble: infix('+', 'null', [form('double', 'double', 'double')]),
  subtractDouble: infix('-', 'null', [form('double', 'double', 'double')]),
  multiplyDouble: infix('*', 'null', [form('double', 'double', 'double')]),
  divideDouble: infix('/', 'null', [form('double', 'double', 'double')]),
  negateDouble: prefix('-', 'null', [form('double', 'double')]),
  intToDouble: { written: 'double', style: 'implicit', nulls: 'null', forms: [form('int', 'double')] },

  startsWith: named('startsWith', 'false', [form('text', 'text', 'bool')]),
  endsWith: named('endsWith', 'false', [form('text', 'text', 'bool')]),
  contains: named('contains', 'false', [form('text', 'text', 'bool')]),
  // The pattern is a constant. RE2 as RE2 has it: unanchored, `.` does not match a line break.
  matches: named('matches', 'false', [form('text', 'text', 'bool')]),
  size: named('size', 'null', [form('text', 'int')]),

  // The list is a constant name; the day is that of the event the expression is evaluated on.
  onList: named('onList', 'false', [form('text', 'text', 'bool')]),

  localHour: named('localHour', 'null', [form('moment', 'int')]),
  localWeekday: named('localWeekday', 'null', [form('moment', 'int')]),
  isWorkday: named('isWorkday', 'null', [form('moment', 'bool')]),
  isWorkingTime: named('isWorkingTime', 'null', [form('moment', 'bool')]),
} as const satisfies Record<string, Signature>

export type SignatureName = keyof typeof signatures
export const signatureNames = Object.keys(signatures) as SignatureName[]

/** Comparison with its sides exchanged, for `5 < average`. */
export const mirrored: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
