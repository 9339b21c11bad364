import type { Scope } from '@mingjing/sql/access/scope.ts'
import type { Verdict } from '@mingjing/sql/changes/decide.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { barredFromStaff } from '@mingjing/sql/staffing/decide.ts'
import type { StaffChange } from '@mingjing/sql/staffing/record.ts'
import { refuseStaff } from '@mingjing/sql/staffing/refusal.ts'
import type { WishView, Words } from '#lib/people/view.ts'

const installation: Words = { zh: '系统（首位同事）', en: 'The system (first colleague)' }

/** What was asked for people, with names, and what the reader may do with each. */
export const wishViews = async (db: Db, scope: Scope, rows: readonly StaffChange[]): Promise<WishView[]> => {
  const ids = rows.flatMap(({ personId, proposedBy, decidedBy }) => [personId, proposedBy, decidedBy ?? ''])
  const names = new Map((await staffNames(db, ids)).map(({ id, zh, en }) => [id, { zh, en }]))
  const named = (id: string): Words => (id === 'system' ? installation : (names.get(id) ?? { zh: id, en: id }))
  return rows.map((row) => {
    const { id, personId, wish, before, state, reason, note, proposedAt, decidedAt } = row
    const barred = (verdict: Verdict): Words | null => {
      const code = barredFromStaff(scope, row, verdict)
      if (code === null) return null
      const { zh, en } = refuseStaff(code)
      return { zh, en }
    }
    return {
      ...{ id, wish, before, state, reason, note, proposedAt, decidedAt },
      person: { id: personId, ...(wish.kind === 'join' ? { zh: wish.zh, en: wish.en } : named(personId)) },
      proposedBy: named(row.proposedBy),
      decidedBy: row.decidedBy === null ? null : named(row.decidedBy),
      barred: { approve: barred('approve'), withdraw: barred('withdraw') },
    }
  })
}
