import type { Language } from '#lib/format/language.ts'
import { getLocale } from '#lib/paraglide/runtime.js'

/** The language of this request or page. */
export const language = (): Language => getLocale()

/** The words in the reader's language of anything that has both. */
export const inWords = (words: { zh: string; en: string }): string => (language() === 'en' ? words.en : words.zh)
