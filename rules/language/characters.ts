import type { Place } from './source.ts'

/**
 * Characters that no text of a rule may have: control characters, halves of a pair and non-characters, which the stores
 * refuse, and those that turn the direction of writing or have no width, by which a text reads otherwise than it is
 * (CVE-2021-42574).
 */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/u

/** The first text or key of some data with such a character, with its number such as `U+202E`, or null. */
export const hiddenCharacter = (data: unknown): { readonly place: Place; readonly character: string } | null => {
  const waiting: { value: unknown; place: Place }[] = [{ value: data, place: [] }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, place } = next
    if (typeof value === 'string') {
      const found = hidden.exec(value)
      if (found) return { place, character: numberOf(found[0]) }
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) waiting.push({ value: item, place: [...place, i] })
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        const found = hidden.exec(key)
        if (found) return { place: [...place, key], character: numberOf(found[0]) }
        waiting.push({ value: item, place: [...place, key] })
      }
    }
  }
  return null
}

const numberOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
