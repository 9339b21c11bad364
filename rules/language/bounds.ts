import type { CST } from 'yaml'
import { limits } from './limits.ts'

/** Where a file goes beyond what is read at all: an offset into its text. */
export interface Excess {
  readonly offset: number
  readonly code: 'too-deep' | 'too-many'
  readonly message: string
}

/**
 * The first place at which a file nests too deeply or a mapping has too many keys, or null. Asked of the tokens, which
 * are made without recursion: what comes after would run out of stack, or compare every key with every other.
 */
export const excessOf = (tokens: readonly CST.Token[]): Excess | null => {
  const waiting: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 })).reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next
    if (depth > limits.fileDepth) {
      const message = `a rule file nests at most ${limits.fileDepth} deep`
      return { offset: token.offset, code: 'too-deep', message }
    }
    if (token.type === 'document' && token.value) waiting.push({ token: token.value, depth })
    if (!('items' in token)) continue
    if (token.type !== 'block-seq' && token.items.length > limits.mappingKeys && token.items.some(({ sep }) => sep)) {
      const message = `a mapping has at most ${limits.mappingKeys} keys`
      return { offset: token.offset, code: 'too-many', message }
    }
    for (const { key, value } of [...token.items].reverse()) {
      if (value) waiting.push({ token: value, depth: depth + 1 })
      if (key) waiting.push({ token: key, depth: depth + 1 })
    }
  }
  return null
}
