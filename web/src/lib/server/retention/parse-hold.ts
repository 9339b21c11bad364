import type { HoldWish } from '@mingjing/sql/holds/place.ts'
import { holdKinds } from '@mingjing/sql/postgres/retention-tables.ts'
import { asText } from '#lib/server/change/parse-change.ts'
import { longestReason, longestValue } from '#lib/text/limits.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

/** A hold somebody wants to place, what of it is too long, or null when it has not the shape of one. */
export const parseHold = (input: unknown): { kind: 'wish'; wish: HoldWish } | TooLong | null => {
  const raw = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const { reason, ...named } = raw
  const tooLong = tooLongIn(named, longestValue) ?? tooLongIn({ reason }, longestReason)
  if (tooLong) return tooLong
  const kind = holdKinds.find((each) => each === raw.kind)
  if (kind === undefined) return null
  const wish = { kind, value: asText(raw.value), reference: asText(raw.reference), reason: asText(reason) }
  return { kind: 'wish', wish }
}
