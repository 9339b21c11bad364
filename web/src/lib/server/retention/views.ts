import type { Scope } from '@mingjing/sql/access/scope.ts'
import { barredFromLifting } from '@mingjing/sql/holds/lift.ts'
import type { Hold } from '@mingjing/sql/holds/place.ts'
import { refuseHold } from '@mingjing/sql/holds/refusal.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { staffNames } from '@mingjing/sql/queries/staff.ts'
import { bases } from '@mingjing/sql/retention/kinds.ts'
import type { RegisterLine } from '@mingjing/sql/retention/list.ts'
import type { Somebody } from '#lib/change/view.ts'
import type { HoldView, LineView } from '#lib/retention/view.ts'

/** Holds with the names of people, and whether the reader may lift each. */
export const holdViews = async (db: Db, scope: Scope, rows: readonly Hold[]): Promise<HoldView[]> => {
  const ids = rows.flatMap(({ placedBy, liftedBy }) => (liftedBy ? [placedBy, liftedBy] : [placedBy]))
  const names = new Map((await staffNames(db, ids)).map((person) => [person.id, person]))
  const somebody = (id: string): Somebody => names.get(id) ?? { id, zh: id, en: id }
  return rows.map(({ placedAt, placedBy, liftedAt, liftedBy, ...hold }) => {
    const barred = barredFromLifting(scope, { ...hold, placedAt, placedBy, liftedAt, liftedBy })
    const said = barred === null ? null : refuseHold(barred)
    return {
      ...hold,
      ...{ placedBy: somebody(placedBy), placedAt: placedAt.getTime() },
      ...{ liftedBy: liftedBy === null ? null : somebody(liftedBy), liftedAt: liftedAt?.getTime() ?? null },
      barred: said && { zh: said.zh, en: said.en },
    }
  })
}

export const lineView = ({ kind, ...line }: RegisterLine): LineView => {
  const { id, zh, en, least, basis, since } = kind
  return { id, zh, en, least, since, basis: basis === null ? null : bases[basis], ...line }
}
