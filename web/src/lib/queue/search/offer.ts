import { type FieldKey, fieldKeys, fieldNamed, fieldNames } from './field.ts'

/** Something that can be put in place of what is being typed. */
export interface Offer {
  /** What is put into the text. */
  insert: string
  name: string
  hint: string
}

/** What stands under the caret: a field's name being typed, or a value of a field. Places are UTF-16 indices. */
export type Typing =
  | { kind: 'name'; text: string; from: number; to: number }
  | { kind: 'value'; field: FieldKey; text: string; from: number; to: number }

/** What is being typed before the caret; null within plain quotes or after an unknown name. */
export const typingAt = (text: string, caret: number): Typing | null => {
  let from = 0
  let quoted = false
  for (let i = 0; i < caret; i++) {
    if (/["“”]/.test(text[i]!)) quoted = !quoted
    else if (!quoted && /\s/.test(text[i]!)) from = i + 1
  }
  if (text[from] === '-' && from < caret) from++
  const word = text.slice(from, caret)
  const named = /^([\p{L}][\p{L}\p{N}_-]*)[::]/u.exec(word)
  if (!named) return quoted ? null : { kind: 'name', text: word, from, to: caret }
  const field = fieldNamed(named[1]!)
  if (field === null) return null
  const values = word.slice(named[0].length)
  const last = quoted
    ? values.search(/["“][^"“”]*$/)
    : Math.max(...[',', ',', '、'].map((c) => values.lastIndexOf(c))) + 1
  const start = from + named[0].length + last
  return { kind: 'value', field, text: text.slice(start, caret).replace(/^["“]/, ''), from: start, to: caret }
}

const most = 8

/** Fields whose name in any language begins as typed; all of them while nothing is. */
export const fieldOffers = (typed: string, hintOf: (field: FieldKey) => string, zh: boolean): Offer[] => {
  const asked = typed.toLowerCase()
  return fieldKeys
    .filter((key) => [...fieldNames[key].zh, ...fieldNames[key].en].some((name) => name.startsWith(asked)))
    .slice(0, asked === '' ? fieldKeys.length : most)
    .map((key) => {
      const name = fieldNames[key][zh ? 'zh' : 'en'][0]
      return { insert: `${name}:`, name: `${name}:`, hint: hintOf(key) }
    })
}

/** Values that contain what is typed, those that begin so first; a value with a space is quoted. */
export const valueOffers = (typed: string, values: readonly Offer[]): Offer[] => {
  const asked = typed.toLowerCase()
  const place = ({ name, insert, hint }: Offer): number =>
    Math.min(...[insert, name, hint].map((each) => each.toLowerCase().indexOf(asked)).map((at) => (at < 0 ? 9e9 : at)))
  return values
    .map((offer) => ({ offer, at: place(offer) }))
    .filter(({ at }) => at < 9e9)
    .toSorted((a, b) => Math.sign(a.at) - Math.sign(b.at))
    .slice(0, most)
    .map(({ offer }) => ({ ...offer, insert: /[\s,,、"]/.test(offer.insert) ? `"${offer.insert}"` : offer.insert }))
}
