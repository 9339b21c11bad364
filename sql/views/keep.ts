import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Db } from '../postgres/connect.ts'
import { people, savedViews } from '../postgres/schema.ts'
import type { ViewPage } from './list.ts'
import { longestName, mostViews, refuseView, type ViewRefusal } from './refusal.ts'

export type StoredView = typeof savedViews.$inferSelect

export interface Kept {
  readonly kind: 'kept'
  readonly view: StoredView
}

/** What a view is asked to be; a part left out stays as it is. `shared` is with one's own unit. */
export interface ViewWish {
  readonly name?: string
  readonly query?: string
  readonly shared?: boolean
}

/** Keeps a query under a name. */
export const saveView = async (
  db: Db,
  scope: Scope,
  view: { page: ViewPage; name: string; query: string; shared: boolean },
  { now }: { now: Date },
): Promise<Kept | ViewRefusal> =>
  db.transaction(async (tx) => {
    const own = await ownViews(tx, scope, view.page)
    if (own.length >= mostViews) return refuseView('too-many')
    const name = fitting(view.name, own)
    if ('kind' in name) return name
    const [row] = await tx
      .insert(savedViews)
      .values({
        id: randomUUID(),
        personId: scope.personId,
        page: view.page,
        ...name,
        query: view.query,
        createdAt: now,
        sharedWith: view.shared ? scope.orgunit : null,
      })
      .returning()
    await record(tx, scope, 'view-save', row!, now)
    return { kind: 'kept', view: row! }
  })

/** Renames a view of one's own, gives it another query, shares it or takes it back. */
export const changeView = async (
  db: Db,
  scope: Scope,
  id: string,
  wish: ViewWish,
  { now }: { now: Date },
): Promise<Kept | ViewRefusal> =>
  db.transaction(async (tx) => {
    const mine = and(eq(savedViews.id, id), eq(savedViews.personId, scope.personId))
    const [known] = await tx.select().from(savedViews).where(mine)
    if (!known) return refuseView('not-found')
    const others = (await ownViews(tx, scope, known.page)).filter((view) => view.id !== id)
    const name = fitting(wish.name ?? known.name, others)
    if ('kind' in name) return name
    const sharedWith = wish.shared === undefined ? known.sharedWith : wish.shared ? scope.orgunit : null
    const [row] = await tx
      .update(savedViews)
      .set({ ...name, query: wish.query ?? known.query, sharedWith })
      .where(mine)
      .returning()
    if (!row) return refuseView('not-found')
    await record(tx, scope, 'view-change', row, now)
    return { kind: 'kept', view: row }
  })

/** Deletes a view of one's own; who shared it sees it gone for everybody. */
export const deleteView = async (
  db: Db,
  scope: Scope,
  id: string,
  { now }: { now: Date },
): Promise<Kept | ViewRefusal> =>
  db.transaction(async (tx) => {
    const [row] = await tx
      .delete(savedViews)
      .where(and(eq(savedViews.id, id), eq(savedViews.personId, scope.personId)))
      .returning()
    if (!row) return refuseView('not-found')
    await record(tx, scope, 'view-delete', row, now)
    return { kind: 'kept', view: row }
  })

/** One's own views of a page, and nobody else of the same name at the same moment: the person is locked. */
const ownViews = async (tx: Db, scope: Scope, page: string): Promise<{ id: string; name: string }[]> => {
  await tx.select({ id: people.id }).from(people).where(eq(people.id, scope.personId)).for('no key update')
  return tx
    .select({ id: savedViews.id, name: savedViews.name })
    .from(savedViews)
    .where(and(eq(savedViews.personId, scope.personId), eq(savedViews.page, page)))
}

const fitting = (wanted: string, others: readonly { name: string }[]): { name: string } | ViewRefusal => {
  const name = wanted.trim().replace(/\s+/g, ' ')
  if (name === '') return refuseView('no-name')
  if ([...name].length > longestName) return refuseView('long-name')
  return others.some((view) => view.name === name) ? refuseView('name-taken') : { name }
}

const record = async (
  tx: Db,
  scope: Scope,
  kind: 'view-save' | 'view-change' | 'view-delete',
  { id, page, name, query, sharedWith }: StoredView,
  now: Date,
): Promise<void> => {
  const detail = { view: id, page, name, query, sharedWith }
  await appendAction(tx, {
    at: now,
    personId: scope.personId,
    issueId: null,
    kind,
    fromState: null,
    toState: null,
    detail,
  })
}
