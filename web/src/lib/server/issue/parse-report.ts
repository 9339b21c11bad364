import type { Draft } from '@mingjing/sql/suspicious/report.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { longestPart } from '#lib/text/limits.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

/** A draft of a suspicious-transaction report from the outside, or null when it has not the shape of one. */
export const parseReport = (input: unknown): Draft | TooLong | null => {
  if (typeof input !== 'object' || input === null) return null
  const raw = input as Record<string, unknown>
  if (raw.urgency !== 'ordinary' && raw.urgency !== 'urgent') return null
  const tooLong = tooLongIn(raw, longestPart)
  if (tooLong) return tooLong
  const text = (name: string) => asText(raw[name])
  return {
    urgency: raw.urgency,
    suspicion: text('suspicion'),
    grounds: text('grounds'),
    measures: text('measures'),
    conclusion: text('conclusion'),
  }
}
