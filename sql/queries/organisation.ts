import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { asc, eq, like, or } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { orgUnits } from '../postgres/schema.ts'

export interface UnitRow {
  id: string
  parentId: string | null
  zh: string
  en: string
}

/** A unit and everything below it, parents before children. */
export const unitsUnder = (db: Db, root: string): Promise<UnitRow[]> => {
  const { id, parentId, zh, en } = orgUnits
  const rows = db.select({ id, parentId, zh, en }).from(orgUnits)
  const subtree = root === headOffice ? undefined : or(eq(id, root), like(id, `${root}-%`))
  return rows.where(subtree).orderBy(asc(orgUnits.id)).then(headOfficeFirst)
}

/** `hq` sorts after `b…`, but is above it. */
const headOfficeFirst = (rows: UnitRow[]): UnitRow[] => [
  ...rows.filter((row) => row.id === headOffice),
  ...rows.filter((row) => row.id !== headOffice),
]
