import { type FieldKey, fieldNamed } from './field.ts'
import type { SearchProblem } from './problem.ts'

/** A value as it stands in the text, without its quotes; places are UTF-16 indices. */
export interface Value {
  text: string
  quoted: boolean
  from: number
  to: number
}

/** One word of a search: plain, or the values of a field. */
export interface Word {
  negated: boolean
  field: FieldKey | null
  values: readonly [Value, ...Value[]]
  from: number
  to: number
}

const space = /\s/
const comma = /[,,、]/
const thousands = /^\d,\d{3}(?!\d)/
const opening = /["“]/
const closing = /["”]/
/** A clock or a proportion is no field: a name begins with a letter. */
const name = /^([\p{L}][\p{L}\p{N}_-]*)[::]/u

/** Parts a text into words, or says where it cannot be. */
export const wordsIn = (text: string): { words: Word[] } | { problem: SearchProblem } => {
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    if (space.test(text[at]!)) {
      at++
      continue
    }
    const from = at
    const negated = text[at] === '-'
    if (negated) at++
    const named = name.exec(text.slice(at))
    let field: FieldKey | null = null
    if (named) {
      field = fieldNamed(named[1]!)
      if (field === null) return problem('unknown-field', text, at, at + named[1]!.length)
      at += named[0].length
    }
    const values: Value[] = []
    do {
      const value = valueAt(text, at, field)
      if ('problem' in value) return value
      if (value.text === '') return problem('value-missing', text, from, Math.max(at, from + 1))
      values.push(value)
      at = value.to
    } while (field !== null && at < text.length && comma.test(text[at]!) && ++at)
    words.push({ negated, field, values: values as [Value, ...Value[]], from, to: at })
  }
  return { words }
}

const problem = (code: SearchProblem['code'], text: string, from: number, to: number) => ({
  problem: { code, from, to, text: text.slice(from, to) },
})

const valueAt = (text: string, from: number, field: FieldKey | null): Value | { problem: SearchProblem } => {
  if (from < text.length && opening.test(text[from]!)) {
    let end = from + 1
    while (end < text.length && !closing.test(text[end]!)) end++
    if (end === text.length) return problem('quote-open', text, from, text.length)
    return { text: text.slice(from + 1, end).trim(), quoted: true, from, to: end + 1 }
  }
  let end = from
  while (end < text.length && !space.test(text[end]!) && !opening.test(text[end]!)) {
    const parts = field !== null && comma.test(text[end]!)
    if (parts && !(field === 'amount' && thousands.test(text.slice(end - 1, end + 5)))) break
    end++
  }
  return { text: text.slice(from, end), quoted: false, from, to: end }
}
