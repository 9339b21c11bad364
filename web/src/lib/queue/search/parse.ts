import type { Bound, Comparison, IssueCondition, IssueTerm } from '@mingjing/sql/issues/term.ts'
import { fenOf } from './amount.ts'
import { type Choice, type FieldKey, type Listed, meWords, noneWords, type Vocabulary } from './field.ts'
import { dayBounds, dayStart, spanOf } from './moment.ts'
import type { SearchProblem } from './problem.ts'
import { type Value, type Word, wordsIn } from './word.ts'

/** Longest search, UTF-16 units, and most words and values of one. */
export const longestSearch = 400
export const mostWords = 40

/** What a search is read with. */
export interface SearchContext {
  vocabulary: Vocabulary
  /** Whose `owner:me` are. */
  own: readonly string[]
  now: Date
}

export type Parsed = { kind: 'terms'; terms: IssueTerm[] } | { kind: 'problem'; problem: SearchProblem }

/** Reads a search as it was written: plain words, `field:value,value`, quotes, and `-` before what must not hold. */
export const parseSearch = (text: string, context: SearchContext): Parsed => {
  if (text.length > longestSearch) return wrong('too-long', { text: '', from: longestSearch, to: text.length })
  const parted = wordsIn(text)
  if ('problem' in parted) return { kind: 'problem', problem: parted.problem }
  const count = parted.words.reduce((sum, word) => sum + word.values.length, 0)
  if (count > mostWords) return wrong('too-many', parted.words.at(-1)!)
  const terms: IssueTerm[] = []
  for (const word of parted.words) {
    const read = word.field === null ? plain(word) : ofField(word, word.field, context)
    if ('kind' in read) return read
    terms.push(word.negated ? { ...read, negated: true } : read)
  }
  return { kind: 'terms', terms }
}

type Wrong = Extract<Parsed, { kind: 'problem' }>
const wrong = (
  code: SearchProblem['code'],
  at: { from: number; to: number; text?: string },
  field?: FieldKey,
): Wrong => ({
  kind: 'problem',
  problem: { code, from: at.from, to: at.to, text: at.text ?? '', ...(field && { field }) },
})

const plain = (word: Word): IssueCondition => ({ by: 'words', text: word.values[0].text })

const ofField = (word: Word, field: FieldKey, context: SearchContext): IssueCondition | Wrong => {
  const texts = word.values.map(({ text }) => text)
  switch (field) {
    case 'subject':
    case 'rule':
    case 'partner':
    case 'staff':
    case 'unit':
      return { by: field, values: texts }
    case 'owner':
      return {
        by: 'owner',
        values: word.values.flatMap(({ text, quoted }): (string | null)[] => {
          if (quoted) return [text]
          if (meWords.includes(text.toLowerCase())) return [...context.own]
          return [noneWords.includes(text.toLowerCase()) ? null : text]
        }),
      }
    case 'amount':
      return bounded(word, 'not-an-amount', field, amountBounds, (bounds) => ({ by: 'amount', bounds }))
    case 'opened':
      return bounded(
        word,
        'not-a-moment',
        field,
        (value) => momentBounds(value, context.now, -1),
        (bounds) => ({
          by: 'opened',
          bounds,
        }),
      )
    case 'due': {
      const groups = word.values.map(({ text }) =>
        noneWords.includes(text) ? null : (codeOf(context.vocabulary.due, text) ?? undefined),
      )
      if (groups.every((each) => each !== undefined))
        return { by: 'due-group', values: groups as (null | 'overdue')[], now: context.now }
      return bounded(
        word,
        'not-a-moment',
        field,
        (value) => momentBounds(value, context.now, 1),
        (bounds) => ({
          by: 'due',
          bounds,
        }),
      )
    }
    default:
      return chosen(word, field, context.vocabulary)
  }
}

const chosen = (word: Word, field: Exclude<Listed, 'due'>, vocabulary: Vocabulary): IssueCondition | Wrong => {
  const choices = vocabulary[field]
  const codes: string[] = []
  for (const value of word.values) {
    const { compare, rest } = comparisonIn(value)
    const code = codeOf(choices, rest)
    if (code === null || (compare !== null && field !== 'severity')) return wrong('unknown-value', value, field)
    const at = choices.findIndex((choice) => choice.code === code)
    codes.push(
      ...(compare === null ? [code] : choices.filter((_, i) => holds(i - at, compare)).map((each) => each.code)),
    )
  }
  return { by: field, values: codes }
}

const holds = (difference: number, compare: Comparison): boolean =>
  difference === 0 ? compare.includes('=') : difference < 0 ? compare.startsWith('<') : compare.startsWith('>')

/** By code or by name in either language. */
const codeOf = (choices: readonly Choice[], text: string): string | null => {
  const asked = text.toLowerCase()
  return choices.find(({ code, zh, en }) => [code, zh, en.toLowerCase()].includes(asked))?.code ?? null
}

const bounded = <T>(
  word: Word,
  code: SearchProblem['code'],
  field: FieldKey,
  read: (value: Value) => Bound<T>[] | null,
  made: (bounds: Bound<T>[]) => IssueCondition,
): IssueCondition | Wrong => {
  const [value, second] = word.values
  // Two amounts beside each other could mean either of them or from one to the other.
  if (second) return wrong(code, { text: second.text, from: value.from, to: second.to }, field)
  const bounds = read(value)
  return bounds === null || bounds.length === 0 ? wrong(code, value, field) : made(bounds)
}

const signs: Record<string, Comparison> = { '≥': '>=', '≤': '<=', '>=': '>=', '<=': '<=', '>': '>', '<': '<', '=': '=' }

const comparisonIn = ({ text }: { text: string }): { compare: Comparison | null; rest: string } => {
  const sign = /^(?:[<><>][==]?|[≥≤==])/.exec(text)?.[0]
  if (!sign) return { compare: null, rest: text }
  const plainSign = sign.replace('>', '>').replace('<', '<').replace('=', '=')
  return { compare: signs[plainSign]!, rest: text.slice(sign.length).trim() }
}

const rangeIn = (text: string): [string, string] | null => {
  const parts = text.split(/\.\.|~|~/)
  return parts.length === 2 ? [parts[0]!, parts[1]!] : null
}

const amountBounds = (value: Value): Bound<number>[] | null => {
  const range = rangeIn(value.text)
  if (range) return ends(range, (text, compare) => one(fenOf(text), compare))
  const { compare, rest } = comparisonIn(value)
  return one(fenOf(rest), compare ?? '=')
}

const one = <T>(value: T | null, compare: Comparison): Bound<T>[] | null =>
  value === null ? null : [{ compare, value }]

/** Both ends of a range count; one of them may be left out. */
const ends = <T>(
  [low, high]: [string, string],
  read: (text: string, compare: Comparison) => Bound<T>[] | null,
): Bound<T>[] | null => {
  const from = low === '' ? [] : read(low, '>=')
  const to = high === '' ? [] : read(high, '<=')
  return from === null || to === null ? null : [...from, ...to]
}

const turned: Record<Comparison, Comparison> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' }

/** Bounds of a moment: a day, or a span seen from now, ahead (`1`) or back (`-1`, an age). A span alone is the most. */
const momentBounds = (value: Value, now: Date, way: 1 | -1): Bound<Date>[] | null => {
  const read = (text: string, compare: Comparison): Bound<Date>[] | null => {
    const day = dayStart(text)
    if (day) return dayBounds(compare, day)
    const span = spanOf(text)
    if (span === null) return null
    const meant = compare === '=' ? '<=' : compare
    return [{ compare: way === 1 ? meant : turned[meant], value: new Date(now.getTime() + way * span) }]
  }
  const range = rangeIn(value.text)
  if (range) return ends(range, read)
  const { compare, rest } = comparisonIn(value)
  return read(rest, compare ?? '=')
}
