import fc from 'fast-check'
import type { Field } from '../events/field.ts'
import { fields } from '../events/fields.ts'
import { carriedBySome, doubles, fens, ints, listed, texts, type Used } from './vocabulary.ts'

/** What an expression may name. */
export interface Names {
  /** Types of the events it is evaluated on. */
  readonly on: readonly string[]
  /** Measures in scope, by name. */
  readonly measures: Readonly<Record<string, 'int' | 'moment' | 'average'>>
  /** Types of the first event, in a sequence. */
  readonly first?: readonly string[]
  /** Neither parameters nor lists, which cannot tell nodes of a flow apart. */
  readonly bare?: boolean
}

type Text = fc.Arbitrary<string>
type Type = 'int' | 'double' | 'bool' | 'text' | 'moment'

/** Parameters every generated rule declares. */
export const params = {
  limit: { default: 3 },
  share: { default: 0.3, unit: 'share' },
  word: { default: 'a' },
  strict: { default: true },
} as const

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`
const doubleText = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value))

const kindType = (name: Used): Type => {
  const { kind } = fields[name]
  return kind === 'fen' ? 'int' : kind === 'code' ? 'text' : kind
}

const patterns = ['a', '^a+b?$', '坐牢|曝光', 'a.b', '[[:alpha:]]', '\\\\d+', '(?i)AB', '.', 'a|']

const made = new Map<string, Text>()

/** A text of the rule language, at most `depth` operators deep, of one type. */
export const expression = (type: Type, names: Names, depth: number): Text => {
  // Kept, because every level would otherwise build all the levels below it anew.
  const key = JSON.stringify([type, names, depth])
  const known = made.get(key)
  if (known) return known
  const built = build(type, names, depth)
  made.set(key, built)
  return built
}

const build = (type: Type, names: Names, depth: number): Text => {
  const inner = (of: Type) => expression(of, names, depth - 1)
  const leaf = fc.oneof(...leaves(type, names))
  if (depth <= 0) return leaf
  return fc.oneof({ weight: 1, arbitrary: leaf }, ...operations(type, names, inner, depth))
}

const leaves = (type: Type, names: Names): Text[] => {
  const named = carriedBySome(names.on).filter((name) => kindType(name) === type)
  const ofFirst = firstFields(names).filter((name) => kindType(name) === type)
  const measured = Object.entries(names.measures).flatMap(([name, of]) => (of === type ? [name] : []))
  const param = (name: string) => (names.bare ? [] : [`param.${name}`])
  const written: Record<Type, Text[]> = {
    int: [
      fc.constantFrom(...ints, ...fens, -1, -7).map(String),
      ...param('limit').map((text) => fc.constant(text)),
      fc.constant('yuan(500.01)'),
    ],
    double: [fc.constantFrom(...doubles).map(doubleText), ...param('share').map((text) => fc.constant(text))],
    bool: [fc.constantFrom('true', 'false', ...param('strict'))],
    text: [
      fc.constantFrom(...texts).map(quoted),
      fc.constantFrom(...param('word'), 'subject', 'orgunit', 'source', 'id'),
    ],
    moment: [fc.constant('time')],
  }
  return [
    ...written[type],
    ...(named.length > 0 ? [fc.constantFrom(...named), fc.constantFrom(...named)] : []),
    ...(ofFirst.length > 0 ? [fc.constantFrom(...ofFirst).map((name) => `first.${name}`)] : []),
    ...(names.first && type === 'moment' ? [fc.constant('first.time')] : []),
    ...(names.first && type === 'text' ? [fc.constantFrom('first.subject', 'first.orgunit', 'first.id')] : []),
    ...(measured.length > 0 ? [fc.constantFrom(...measured), fc.constantFrom(...measured)] : []),
  ]
}

const firstFields = (names: Names): Used[] => (names.first ? carriedBySome(names.first) : [])

const onListed = (names: Names): string[] => [
  ...carriedBySome(names.on).filter((name) => listed.includes(name as never)),
  ...firstFields(names).flatMap((name) => (listed.includes(name as never) ? [`first.${name}`] : [])),
]

const infix = (left: Text, operators: readonly string[], right: Text): Text =>
  fc.tuple(left, fc.constantFrom(...operators), right).map(([a, operator, b]) => `(${a} ${operator} ${b})`)
const call = (name: string, ...args: Text[]): Text => fc.tuple(...args).map((given) => `${name}(${given.join(', ')})`)

const equality = ['==', '!=']
const order = ['==', '!=', '<', '<=', '>', '>=']

const operations = (type: Type, names: Names, inner: (of: Type) => Text, depth: number): Text[] => {
  const choice = fc.tuple(inner('bool'), inner(type), inner(type)).map(([c, a, b]) => `(${c} ? ${a} : ${b})`)
  switch (type) {
    case 'int':
      return [
        infix(inner('int'), ['+', '-', '*', '/', '%'], inner('int')),
        infix(inner('moment'), ['-'], inner('moment')),
        inner('int').map((a) => `(-(${a}))`),
        call('size', inner('text')),
        call('localHour', inner('moment')),
        call('localWeekday', inner('moment')),
        choice,
      ]
    case 'double':
      return [
        infix(inner('double'), ['+', '-', '*', '/'], inner('double')),
        infix(inner('int'), ['+', '-', '*', '/'], inner('double')),
        inner('double').map((a) => `(-(${a}))`),
        choice,
      ]
    case 'text':
      return [choice]
    case 'moment':
      return [
        infix(
          inner('moment'),
          ['+', '-'],
          fc
            .constantFrom("duration('1h')", '1', "duration('400d')", 'limitAfter', '9007199254740991')
            .filter((name) => name !== 'limitAfter' || names.on.includes('limit.adjusted')),
        ),
        choice,
      ]
    case 'bool':
      return [...conditions(names, inner), ...(depth > 1 ? junctions(inner) : []), choice]
  }
}

const junctions = (inner: (of: Type) => Text): Text[] => [
  infix(inner('bool'), ['&&', '||'], inner('bool')),
  inner('bool').map((a) => `!(${a})`),
]

const conditions = (names: Names, inner: (of: Type) => Text): Text[] => {
  const named = carriedBySome(names.on)
  const codes = named.filter((name) => fields[name].kind === 'code')
  const averages = Object.entries(names.measures).flatMap(([name, type]) => (type === 'average' ? [name] : []))
  const list = (values: readonly string[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`)
  return [
    infix(inner('int'), order, inner('int')),
    infix(inner('double'), order, inner('double')),
    infix(inner('int'), order, inner('double')),
    infix(inner('moment'), order, inner('moment')),
    infix(plainText(names), equality, plainText(names)),
    infix(inner('bool'), equality, inner('bool')),
    infix(inner('int'), ['in'], list([...ints, ...fens].map(String))),
    infix(inner('double'), ['in'], list(doubles.map(doubleText))),
    infix(plainText(names), ['in'], list(texts.map(quoted))),
    call('startsWith', inner('text'), inner('text')),
    call('endsWith', inner('text'), inner('text')),
    call('contains', inner('text'), inner('text')),
    call(
      'matches',
      inner('text'),
      fc.constantFrom(...patterns).map((pattern) => `'${pattern}'`),
    ),
    call('isWorkday', inner('moment')),
    call('isWorkingTime', inner('moment')),
    ...(named.length > 0 ? [call('has', fc.constantFrom(...named, ...averages))] : []),
    ...(!names.bare && onListed(names).length > 0
      ? [fc.constantFrom(...onListed(names)).map((name) => `onList(${name}, 'watched')`)]
      : []),
    ...(names.first ? [likeFirst(names)] : []),
    ...(firstFields(names).length > 0
      ? [
          call(
            'has',
            fc.constantFrom(...firstFields(names)).map((name) => `first.${name}`),
          ),
        ]
      : []),
    ...(codes.length > 0 ? [fc.constantFrom(...codes).chain(againstCode)] : []),
    ...(averages.length > 0
      ? [
          infix(fc.constantFrom(...averages), order, inner('int')),
          infix(inner('int'), order, fc.constantFrom(...averages)),
        ]
      : []),
  ]
}

/** A field of the second event beside the same field of the first. */
const likeFirst = (names: Names): Text => {
  const both = carriedBySome(names.on).filter((name) => firstFields(names).includes(name))
  return fc
    .constantFrom('subject', 'orgunit', 'type', ...both)
    .chain((name) => infix(fc.constant(name), equality, fc.constant(`first.${name}`)))
}

/** Texts that are no code: the checker refuses a code compared with what it can never be. */
const plainText = (names: Names): Text => {
  const plain = carriedBySome(names.on).filter((name) => fields[name].kind === 'text')
  return fc.oneof(
    fc.constantFrom(...texts).map(quoted),
    fc.constantFrom('subject', 'orgunit', 'source', 'id', ...(names.bare ? [] : ['param.word'])),
    ...(plain.length > 0 ? [fc.constantFrom(...plain), fc.constantFrom(...plain)] : []),
  )
}

const againstCode = (name: Used): Text => {
  const values = ((fields[name] as Field).values ?? []).slice(0, 3).map(quoted)
  return fc.oneof(
    infix(fc.constant(name), equality, fc.constantFrom(...values)),
    infix(
      fc.constant(name),
      ['in'],
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }).map((items) => `[${items.join(', ')}]`),
    ),
  )
}
