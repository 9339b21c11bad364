import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { visibleViews } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { people, savedViews } from '../postgres/schema.ts'

/** A page that keeps views. */
export type ViewPage = 'issues'

export interface ListedView {
  id: string
  name: string
  query: string
  own: boolean
  /** The unit whose people and those below see it, or null. */
  sharedWith: string | null
  /** Whose it is. */
  owner: { id: string; zh: string; en: string }
}

/** The views of a page somebody may pick from: their own first, then those shared with them; by name. */
export const viewsOf = async (db: Db, scope: Scope, page: ViewPage): Promise<ListedView[]> => {
  const own = sql<boolean>`${savedViews.personId} = ${scope.personId}`
  return db
    .select({
      id: savedViews.id,
      name: savedViews.name,
      query: savedViews.query,
      own,
      sharedWith: savedViews.sharedWith,
      owner: { id: people.id, zh: people.zh, en: people.en },
    })
    .from(savedViews)
    .innerJoin(people, eq(people.id, savedViews.personId))
    .where(and(eq(savedViews.page, page), visibleViews(scope)))
    .orderBy(desc(own), asc(savedViews.name), asc(savedViews.id))
    .limit(200)
}
