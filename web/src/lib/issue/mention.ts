import type { Candidate } from './view.ts'

/** What is being written after an `@` right before the caret: where it begins and what stands there. */
export const mentionAt = (text: string, caret: number): { from: number; words: string } | null => {
  const before = text.slice(0, caret)
  const from = before.lastIndexOf('@')
  if (from < 0) return null
  const words = before.slice(from + 1)
  // A name has no more than two words, and an address is no mention.
  const isMention =
    !/[\n@，。；、,;]/.test(words) && words.split(' ').length <= 2 && !/[\w.]$/.test(before.slice(0, from))
  return isMention ? { from, words } : null
}

/** Colleagues whose name or id begins with, or in Chinese holds, the words; at most six. */
export const matchingColleagues = (colleagues: readonly Candidate[], words: string): Candidate[] => {
  const wanted = words.trim().toLowerCase()
  const fits = ({ id, zh, en }: Candidate): boolean =>
    wanted === '' ||
    zh.toLowerCase().includes(wanted) ||
    id.toLowerCase().startsWith(wanted) ||
    en
      .toLowerCase()
      .split(' ')
      .some((_, i, parts) => parts.slice(i).join(' ').startsWith(wanted))
  return colleagues.filter(fits).slice(0, 6)
}

/** The ids of those picked whose name still stands in the text. */
export const mentionedIn = (text: string, picked: ReadonlyMap<string, string>): string[] =>
  [...picked].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id)
