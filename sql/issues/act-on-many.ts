import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { actOnEach, type IssueAction, type Outcome, type Read } from './act.ts'
import type { Refusal } from './refusal.ts'
import { undoEach } from './undo.ts'

/** Most issues one call takes; whoever means more calls again, and can say how far they are. */
export const mostAtOnce = 1000
/** Issues of one transaction: others who act on one of them wait no longer than that. */
const piece = 500
/** Transactions at a time: one is written while the other is judged. They share no issue but one that was named twice. */
const abreast = 2

export interface ManyDone {
  done: string[]
  refused: { id: string; refusal: Refusal }[]
}

/**
 * The same action on many issues, each on its own: what one is refused does not stop the others. An issue that is not of
 * the version read by now is refused.
 */
export const actOnMany = (
  db: Db,
  scope: Scope,
  asked: readonly Read[],
  action: IssueAction,
  now: Date,
): Promise<ManyDone> => inPieces(asked, (part) => actOnEach(db, scope, part, action, now))

/** Takes a bulk action back, as far as nobody came after it. */
export const undoMany = (db: Db, scope: Scope, ids: readonly string[], now: Date): Promise<ManyDone> =>
  inPieces(
    ids.map((id) => ({ id })),
    (part) => undoEach(db, scope, part, now),
  )

const inPieces = async (
  asked: readonly Read[],
  work: (part: readonly Read[]) => Promise<Outcome[]>,
): Promise<ManyDone> => {
  const meant = asked.slice(0, mostAtOnce)
  const parts = Array.from({ length: Math.ceil(meant.length / piece) }, (_, i) =>
    meant.slice(i * piece, (i + 1) * piece),
  )
  const outcomes: Outcome[] = []
  for (let i = 0; i < parts.length; i += abreast)
    outcomes.push(...(await Promise.all(parts.slice(i, i + abreast).map(work))).flat())
  const result: ManyDone = { done: [], refused: [] }
  for (const [i, outcome] of outcomes.entries()) {
    const { id } = meant[i]!
    if (outcome.kind === 'done') result.done.push(id)
    else result.refused.push({ id, refusal: outcome })
  }
  return result
}
