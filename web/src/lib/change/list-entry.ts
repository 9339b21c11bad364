import type { WrittenEntry } from '@mingjing/rules/language/list.ts'

export type EntryStanding = 'valid' | 'future' | 'ended'

/** Where an entry stands on a day, `2026-03-31`; both its days belong to it. Days of one length order as texts. */
export const standingOn = ({ from, to }: Pick<WrittenEntry, 'from' | 'to'>, today: string): EntryStanding =>
  from !== undefined && today < from ? 'future' : to !== undefined && to < today ? 'ended' : 'valid'

const ranks: Record<EntryStanding, number> = { valid: 0, future: 1, ended: 2 }

/** The entries with where they stand: valid ones first, then by value. */
export const ordered = (
  entries: readonly WrittenEntry[],
  today: string,
): { entry: WrittenEntry; standing: EntryStanding }[] =>
  entries
    .map((entry) => ({ entry, standing: standingOn(entry, today) }))
    .sort((a, b) => ranks[a.standing] - ranks[b.standing] || (a.entry.value < b.entry.value ? -1 : 1))
