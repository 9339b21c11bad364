import { m } from '#lib/paraglide/messages.js'
import { type FieldKey, fieldNames, nearestName, type Vocabulary } from './field.ts'
import { longestSearch, mostWords } from './parse.ts'
import type { SearchProblem } from './problem.ts'

type Locale = 'zh-CN' | 'en'

/** What is wrong with a search, the place first, in one language. */
export const problemWords = (problem: SearchProblem, vocabulary: Vocabulary, locale: Locale): string => {
  const how = { locale }
  const at = m.search_at({ place: String(problem.from + 1) }, how)
  return `${at}${reason(problem, vocabulary, locale)}`
}

const reason = ({ code, text, field }: SearchProblem, vocabulary: Vocabulary, locale: Locale): string => {
  const how = { locale }
  switch (code) {
    case 'unknown-field': {
      const near = nearestName(text)
      return near === null
        ? m.search_unknown_field({ text }, how)
        : m.search_unknown_field_near({ text, name: near }, how)
    }
    case 'value-missing':
      return m.search_value_missing({ text }, how)
    case 'quote-open':
      return m.search_quote_open({}, how)
    case 'unknown-value':
      return m.search_unknown_value(
        { text, field: fieldName(field!, locale), values: valuesOf(field!, vocabulary, locale) },
        how,
      )
    case 'not-an-amount':
      return m.search_not_an_amount({ text }, how)
    case 'not-a-moment':
      return m.search_not_a_moment({ text }, how)
    case 'too-long':
      return m.search_too_long({ most: String(longestSearch) }, how)
    case 'too-many':
      return m.search_too_many({ most: String(mostWords) }, how)
  }
}

const valuesOf = (field: FieldKey, vocabulary: Vocabulary, locale: Locale): string =>
  (vocabulary[field as keyof Vocabulary] ?? [])
    .map(({ code, zh }) => (locale === 'en' ? code : zh))
    .join(m.list_comma({}, { locale }))

/** The name of a field as it is offered and said. */
export const fieldName = (field: FieldKey, locale: Locale): string =>
  fieldNames[field][locale === 'en' ? 'en' : 'zh'][0]
