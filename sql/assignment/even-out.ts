import { compareText } from '@mingjing/rules/hits/order.ts'
import type { IssueSeverity } from '../postgres/schema.ts'
import { type Officer, reasonAgainst, type Waiting } from './decide.ts'
import { points } from './points.ts'

/** An issue somebody has and has not begun. */
export interface Held extends Waiting {
  readonly assignee: string
  readonly severity: IssueSeverity
}

export interface Move {
  readonly issue: string
  readonly from: string
  readonly to: string
}

/** Most moves of one suggestion. */
export const mostMoves = 50

/**
 * Moves after which the work is spread as evenly as its kinds allow: one at a time from the fullest to the emptiest who may
 * have it, the least grave first, as long as the one who gets it stays emptier than the one who gives was. What is held by
 * who is away goes first, down to nothing. The same question has the same answer.
 */
export const evenOut = (held: readonly Held[], officers: readonly Officer[]): Move[] => {
  const load = new Map(officers.map(({ id, load }) => [id, load]))
  const own = Map.groupBy(
    held.toSorted((a, b) => a.priority - b.priority || compareText(a.id, b.id)),
    ({ assignee }) => assignee,
  )
  const moved = new Set<string>()
  const share = ({ id, capacity }: Officer, more = 0) =>
    capacity === 0 ? Number.POSITIVE_INFINITY : (load.get(id)! + more) / capacity
  const moves: Move[] = []
  while (moves.length < mostMoves) {
    const move = next()
    if (move === null) return moves
    const weight = points[held.find(({ id }) => id === move.issue)!.severity]
    load.set(move.from, load.get(move.from)! - weight)
    load.set(move.to, load.get(move.to)! + weight)
    moved.add(move.issue)
    moves.push(move)
  }
  return moves

  function next(): Move | null {
    const givers = officers.toSorted(
      (a, b) => Number(b.absent) - Number(a.absent) || share(b) - share(a) || compareText(a.id, b.id),
    )
    for (const giver of givers) {
      for (const issue of own.get(giver.id) ?? []) {
        // Nothing is moved twice.
        if (moved.has(issue.id)) continue
        const weight = points[issue.severity]
        const [taker] = officers
          .filter(
            (other) => other.id !== giver.id && reasonAgainst(issue, { ...other, load: load.get(other.id)! }) === null,
          )
          .filter((other) => giver.absent || share(other, weight) < share(giver))
          .sort((a, b) => share(a, weight) - share(b, weight) || compareText(a.id, b.id))
        if (taker !== undefined) return { issue: issue.id, from: giver.id, to: taker.id }
      }
    }
    return null
  }
}
