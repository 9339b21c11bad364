import { createHash } from 'node:crypto'

/** Hits of one subject and rule group join one issue. */
export const issueKey = (subject: string, ruleGroup: string): string => JSON.stringify([subject, ruleGroup])

/** `i_` and 80 bits of SHA-256 over key and episode: doing a block again names the same issue. */
export const issueId = (key: string, episode: number): string =>
  `i_${createHash('sha256').update(`${key}#${episode}`).digest('hex').slice(0, 20)}`
