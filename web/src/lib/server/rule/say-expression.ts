import type { Field } from '@mingjing/rules/events/field.ts'
import { fields } from '@mingjing/rules/events/fields.ts'
import type { CheckedMeasure, CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { SignatureName } from '@mingjing/rules/language/signatures.ts'
import type { Node } from '@mingjing/rules/language/tree.ts'
import type { ShownValue } from '#lib/issue/view.ts'
import { writeValue } from '#lib/issue/write-value.ts'
import { m } from '#lib/paraglide/messages.js'
import { inWords } from '#lib/words/language.ts'
import { asWord, sayEvents, saySpan } from './say-names.ts'

const dictionary: Readonly<Record<string, Field>> = fields

/** What a number counts, so that a constant beside it is written in the same unit. */
type Kind = Pick<ShownValue, 'kind' | 'unit'>
const plain: Kind = { kind: 'int', unit: null }

/** Where an expression is said: its rule, for parameters, measures and lists. */
export type Speaker = Pick<CheckedRule, 'params'> & {
  readonly measures: readonly CheckedMeasure[]
  /** The measures are the value of a day and the mean of the days before, as peer rules have them. */
  readonly byDay?: true
  /** Name of a list in the reader's language. */
  readonly listName: (name: string) => string
}

const envelope: Readonly<Record<string, () => string>> = {
  subject: m.issue_subject,
  orgunit: m.column_unit,
  time: m.say_time,
  type: m.say_type,
  source: m.say_source,
  id: m.say_id,
}

export const sayField = (name: string): string => {
  const field = dictionary[name]
  return asWord(field ? inWords(field) : (envelope[name]?.() ?? name))
}

/** A condition or value in the reader's language, as a person of the supervision department would say it. */
export const sayExpression = (node: Node, by: Speaker, beside: Kind = plain): string => {
  switch (node.kind) {
    case 'literal':
      return valueWords(node.value, beside)
    case 'list':
      return node.items.map((item) => valueWords(item.value, beside)).join(m.list_comma())
    case 'param':
      return valueWords(by.params[node.name]?.default ?? null, kindOf(node, by) ?? plain)
    case 'field':
      return sayField(node.name)
    case 'first':
      return m.say_first({ a: sayField(node.name) })
    case 'measure':
      return sayMeasure(by.measures.find(({ name }) => name === node.name) ?? null, node.name, by)
    case 'call':
      return sayCall(node.op, node.args, by)
  }
}

/** How a measure is said: `decisions` becomes «count of manual decisions within 10 minutes». */
const sayMeasure = (measure: CheckedMeasure | null, name: string, by: Speaker): string => {
  if (!measure) return name
  if (by.byDay) return name === 'value' ? m.say_day_value() : m.say_baseline()
  const of = measure.of ? sayExpression(measure.of, by) : ''
  const events = sayEvents(measure.over)
  const where = measure.where ? m.say_those_where({ where: sayExpression(measure.where, by) }) : ''
  const within = saySpan({ kind: 'wall', ms: measure.withinMs })
  const say = {
    count: m.say_count,
    sum: m.say_sum,
    avg: m.say_avg,
    min: m.say_min,
    max: m.say_max,
    distinct: m.say_distinct,
  }[measure.function]
  return say({ of, events: events + where, within })
}

type Said = (words: { a: string; b: string }) => string

const binary: Partial<Record<SignatureName, Said>> = {
  equal: m.say_equal,
  notEqual: m.say_not_equal,
  less: m.say_less,
  lessOrEqual: m.say_at_most,
  greater: m.say_greater,
  greaterOrEqual: m.say_at_least,
  averageEqual: m.say_equal,
  averageNotEqual: m.say_not_equal,
  averageLess: m.say_less,
  averageLessOrEqual: m.say_at_most,
  averageGreater: m.say_greater,
  averageGreaterOrEqual: m.say_at_least,
  isIn: m.say_is_in,
  startsWith: m.say_starts_with,
  endsWith: m.say_ends_with,
  contains: m.say_contains,
  matches: m.say_matches,
}
const ofMoments: Partial<Record<SignatureName, Said>> = {
  less: m.say_before,
  lessOrEqual: m.say_not_after,
  greater: m.say_after,
  greaterOrEqual: m.say_not_before,
}
const signs: Partial<Record<SignatureName, string>> = {
  addInt: '+',
  addDouble: '+',
  subtractInt: '−',
  subtractDouble: '−',
  multiplyInt: '×',
  multiplyDouble: '×',
  divideInt: '÷',
  divideDouble: '÷',
  moduloInt: 'mod',
}
const scaling: readonly SignatureName[] = ['multiplyInt', 'multiplyDouble', 'divideInt', 'divideDouble', 'moduloInt']
const unary: Partial<Record<SignatureName, (words: { a: string }) => string>> = {
  has: m.say_has,
  size: m.say_size,
  localHour: m.say_hour,
  localWeekday: m.say_weekday,
  isWorkday: m.say_workday,
  isWorkingTime: m.say_working_time,
}

const sayCall = (op: SignatureName, args: readonly Node[], by: Speaker): string => {
  const [first, second, third] = args as [Node, Node, Node]
  const beside = args.map((arg) => kindOf(arg, by)).find((kind) => kind !== null) ?? plain
  const say = (node: Node) => sayExpression(node, by, beside)
  if (op === 'and') return [first, second].map((side) => condition(side, by, 'and')).join(m.say_and())
  if (op === 'or') return [first, second].map((side) => condition(side, by, 'or')).join(m.say_or())
  if (op === 'not') return sayNot(first, by)
  if (op === 'choose')
    return m.say_choose({ c: condition(first, by), a: sayExpression(second, by), b: sayExpression(third, by) })
  if (op === 'onList')
    return m.say_on_list({ a: say(first), b: by.listName(String((second as { value?: unknown }).value)) })
  if (op === 'intToDouble') return say(first)
  if (op === 'negateInt' || op === 'negateDouble') return `−${operand(first, by, beside)}`
  const sign = signs[op]
  // A factor has no unit: 90 times an amount is not 0.90 yuan times it.
  if (sign && scaling.includes(op)) return `${operand(first, by, plain)} ${sign} ${operand(second, by, plain)}`
  if (sign) return `${operand(first, by, beside)} ${sign} ${operand(second, by, beside)}`
  const alone = unary[op]
  if (alone) return alone({ a: say(first) })
  const both = (first.type === 'moment' ? ofMoments[op] : undefined) ?? binary[op]
  return both ? both({ a: say(first), b: say(second) }) : op
}

/** A side of a junction: a field that is itself yes or no says so, and an «or» inside an «and» keeps its brackets. */
const condition = (node: Node, by: Speaker, within: 'and' | 'or' | null = null): string => {
  if (node.kind !== 'call') return m.say_yes({ a: sayExpression(node, by) })
  const said = sayExpression(node, by)
  return within === 'and' && node.op === 'or' ? m.say_brackets({ a: said }) : said
}

export const sayCondition = (node: Node, by: Speaker): string => condition(node, by)

const sayNot = (node: Node, by: Speaker): string => {
  if (node.kind !== 'call') return m.say_no({ a: sayExpression(node, by) })
  if (node.op === 'has') return m.say_has_not({ a: sayExpression(node.args[0]!, by) })
  return m.say_not({ a: sayExpression(node, by) })
}

const operand = (node: Node, by: Speaker, beside: Kind): string => {
  const said = sayExpression(node, by, beside)
  return node.kind === 'call' && signs[node.op] ? m.say_brackets({ a: said }) : said
}

const counted: readonly string[] = ['count', 'distinct']

/** What the numbers of an expression count; null where it says nothing, as a bare constant does. */
const kindOf = (node: Node, by: Speaker): Kind | null => {
  switch (node.kind) {
    case 'field':
    case 'first': {
      const field = dictionary[node.name]
      return field ? { kind: field.kind, unit: field.unit ?? null } : null
    }
    case 'param': {
      const unit = by.params[node.name]?.unit ?? null
      return unit === 'fen' ? { kind: 'fen', unit } : unit === null ? null : { kind: 'int', unit }
    }
    case 'measure': {
      const measure = by.measures.find(({ name }) => name === node.name)
      return !measure || counted.includes(measure.function) || !measure.of ? null : kindOf(measure.of, by)
    }
    case 'call': {
      const between = node.args.map((arg) => arg.type)
      if (node.op === 'subtractInt' && between.every((type) => type === 'moment')) return { kind: 'int', unit: 'ms' }
      return signs[node.op] ? (node.args.map((arg) => kindOf(arg, by)).find((kind) => kind !== null) ?? null) : null
    }
    default:
      return null
  }
}

const valueWords = (value: number | string | boolean | null, { kind, unit }: Kind): string => {
  const isNumber = typeof value === 'number'
  const shown = {
    name: '',
    label: { zh: '', en: '' },
    kind: isNumber ? kind : kind === 'code' ? kind : 'text',
    unit,
    value,
  }
  const { text } = writeValue(shown as ShownValue)
  return isNumber && unit === 'share' ? `${Math.round(value * 1000) / 10}%` : text
}
