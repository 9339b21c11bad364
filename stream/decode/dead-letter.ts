import { createHash } from 'node:crypto'
import { isPlainName } from '@mingjing/rules/events/explain.ts'

/** `topic:partition:offset` of a record in a log. */
export const positionId = (at: { topic: string; partition: number; offset: number }): string =>
  `${at.topic}:${at.partition}:${at.offset}`

/** Names a text that never got a position: the same text refused twice is one dead letter. */
export const textId = (text: string): string => `text:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`

const maskedLimit = 2000

/**
 * A text with every value hidden, so that people see its shape and no personal data: names of members stay, letters and
 * digits of values become `x`. A text that is no JSON, or nested without end, is hidden whole.
 */
export const mask = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), hide).slice(0, maskedLimit)
  } catch {
    // No JSON, or nested so deeply that it parses but cannot be written again.
    return text.slice(0, maskedLimit).replace(/[\p{L}\p{N}]/gu, 'x')
  }
}

const hide = (_: string, value: unknown): unknown => {
  if (typeof value === 'string') return value.slice(0, 64).replace(/[\p{L}\p{N}]/gu, 'x')
  if (typeof value === 'number') return 0
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [isPlainName(name) ? name : '…', member]))
}
