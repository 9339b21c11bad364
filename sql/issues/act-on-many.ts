import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { act, type IssueAction } from './act.ts'
import type { Refusal } from './refusal.ts'
import { undo } from './undo.ts'

/** Most issues one bulk action takes; the screen states it before. */
export const mostAtOnce = 1000

export interface ManyDone {
  done: string[]
  refused: { id: string; refusal: Refusal }[]
}

/**
 * The same action on many issues, each on its own: what one is refused does not stop the others. `read` are the versions
 * the person was looking at, by id; an issue that has another one by now is refused.
 */
export const actOnMany = (
  db: Db,
  scope: Scope,
  ids: readonly string[],
  action: IssueAction,
  now: Date,
  read: ReadonlyMap<string, number> = new Map(),
): Promise<ManyDone> => each(ids, (id) => act(db, scope, id, action, { now, version: read.get(id) }))

/** Takes a bulk action back, as far as nobody came after it. */
export const undoMany = (db: Db, scope: Scope, ids: readonly string[], now: Date): Promise<ManyDone> =>
  each(ids, (id) => undo(db, scope, id, { now }))

const each = async (ids: readonly string[], work: (id: string) => ReturnType<typeof act>): Promise<ManyDone> => {
  const result: ManyDone = { done: [], refused: [] }
  for (const id of ids.slice(0, mostAtOnce)) {
    const outcome = await work(id)
    if (outcome.kind === 'done') result.done.push(id)
    else result.refused.push({ id, refusal: outcome })
  }
  return result
}
