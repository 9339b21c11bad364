import type { HoldWish } from '@mingjing/sql/holds/place.ts'
import { holdKinds } from '@mingjing/sql/postgres/retention-tables.ts'
import { asText } from '#lib/server/change/parse-change.ts'

/** A hold somebody wants to place, or null when it has not the shape of one. */
export const parseHold = (input: unknown): HoldWish | null => {
  const raw = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const kind = holdKinds.find((each) => each === raw.kind)
  if (kind === undefined) return null
  const [value, reference] = [asText(raw.value, 200), asText(raw.reference, 200)]
  return { kind, value, reference, reason: asText(raw.reason) }
}
