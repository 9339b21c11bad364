import { language } from './language.ts'

/** Why the server did not do something, in the reader's language; empty where it gave no reason. */
export const refusalWords = (said: { zh?: string; en?: string; error?: string } | null | undefined): string =>
  (language() === 'en' ? said?.en : said?.zh) ?? said?.error ?? ''
