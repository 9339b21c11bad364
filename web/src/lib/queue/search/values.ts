import { m } from '#lib/paraglide/messages.js'
import type { Unit } from '#lib/shell/unit.ts'
import { inWords, language } from '#lib/words/language.ts'
import type { FieldKey, Vocabulary } from './field.ts'
import type { Offer } from './offer.ts'
import { vocabulary } from './vocabulary.ts'

/** A rule as it is offered. */
export interface KnownRule {
  id: string
  title: { zh: string; en: string }
}

const spans: Partial<Record<FieldKey, readonly string[]>> = {
  amount: ['>1000', '>10000', '>100000', '>1000000'],
  opened: ['<1h', '<1d', '<7d', '>7d'],
  due: ['<1h', '<4h', '<1d', '>1d'],
}

/** The values of a field that can be offered, in the reader's language; of a field of ids none. */
export const valuesOf = (field: FieldKey, known: { units: readonly Unit[]; rules: readonly KnownRule[] }): Offer[] => {
  switch (field) {
    case 'unit':
      return known.units.map((unit) => ({ insert: unit.id, name: unit.id, hint: inWords(unit) }))
    case 'rule':
      return known.rules.map(({ id, title }) => ({ insert: id, name: id, hint: inWords(title) }))
    case 'owner':
      return [
        { insert: m.search_me(), name: m.search_me(), hint: m.search_of_me() },
        { insert: m.search_none(), name: m.search_none(), hint: m.search_of_nobody() },
      ]
    case 'due':
      return [...codes('due'), ...written('due')]
    case 'amount':
    case 'opened':
      return written(field)
    default:
      return field in vocabulary ? codes(field as keyof Vocabulary) : []
  }
}

const codes = (field: keyof Vocabulary): Offer[] =>
  vocabulary[field].map(({ code, zh, en }) =>
    language() === 'en' ? { insert: code, name: code, hint: en } : { insert: zh, name: zh, hint: code },
  )

const written = (field: FieldKey): Offer[] =>
  (spans[field] ?? []).map((text) => ({ insert: text, name: text, hint: '' }))
