import type { Asked, Target } from '@mingjing/sql/exemptions/propose.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { longestReason, longestValue } from '#lib/text/limits.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

type Raw = Record<string, unknown>
const asRaw = (input: unknown): Raw => (typeof input === 'object' && input !== null ? (input as Raw) : {})
const dayMs = 86_400_000
const narrowed = ['subject', 'partner', 'outlet', 'staff'] as const

/** What somebody asks for from the outside, or null when it has not the shape of it. `until` is the last day, at the bank. */
export const parseExemption = (input: unknown): Asked | TooLong | null => {
  const raw = asRaw(input)
  const tooLong = tooLongIn(raw, longestReason) ?? tooLongIn(asRaw(raw.target), longestValue)
  if (tooLong) return tooLong
  const target = parseTarget(asRaw(raw.target))
  const day = asText(raw.until)
  if (target === null || !/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const until = new Date(Date.parse(`${day}T00:00:00+08:00`) + dayMs)
  if (Number.isNaN(until.getTime())) return null
  return { target, until, reason: asText(raw.reason), evidence: asText(raw.evidence) }
}

const parseTarget = (raw: Raw): Target | null => {
  const text = (name: string) => asText(raw[name])
  if (raw.kind === 'issue') return { kind: 'issue', issue: text('issue') }
  const about = { rule: text('rule'), orgunit: text('orgunit') }
  if (raw.kind === 'rule') return { kind: 'rule', ...about }
  const kind = narrowed.find((each) => each === raw.kind)
  return kind === undefined ? null : { kind, ...about, value: text('value') }
}
