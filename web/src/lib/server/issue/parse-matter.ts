import { type Merging, mostMerged } from '@mingjing/sql/issues/merge.ts'
import { type TooLong, tooLongIn } from '../too-long.ts'

/** Which hits and issues are one matter, as a person asks for it. */
export type MatterAction =
  | { kind: 'merge'; others: Merging[]; reason: string }
  | { kind: 'split'; hits: string[]; reason: string }
  | { kind: 'split-back'; reason: string }

/** Most hits taken out at once. */
const mostHits = 500

/** Such an action from the outside, or null when it has not the shape of one. */
export const parseMatter = (input: unknown): MatterAction | TooLong | null => {
  if (typeof input !== 'object' || input === null) return null
  const raw = input as Record<string, unknown>
  const tooLong = tooLongIn(raw)
  if (tooLong) return tooLong
  const reason = typeof raw.reason === 'string' ? raw.reason : ''
  const listed = (name: string): unknown[] => (Array.isArray(raw[name]) ? raw[name] : [])
  switch (raw.kind) {
    case 'merge': {
      // One more than can be, so that too many are refused and not cut.
      const others = listed('others').slice(0, mostMerged + 2)
      return others.every(isMerging) ? { kind: 'merge', others, reason } : null
    }
    case 'split': {
      const hits = listed('hits').slice(0, mostHits)
      return hits.every((id) => typeof id === 'string') ? { kind: 'split', hits, reason } : null
    }
    case 'split-back':
      return { kind: 'split-back', reason }
    default:
      return null
  }
}

const isMerging = (input: unknown): input is Merging => {
  if (typeof input !== 'object' || input === null) return false
  const { id, version } = input as Record<string, unknown>
  return typeof id === 'string' && (version === undefined || Number.isSafeInteger(version))
}
