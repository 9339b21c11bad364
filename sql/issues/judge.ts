import { countsAmong, may, type Scope, standsInFor } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import type { Issue, Occasion } from './act.ts'
import { type Refusal, refuse } from './refusal.ts'
import { refuseStale, type Stale } from './stale.ts'
import type { ActionKind, Bar, Transition } from './transitions.ts'

/** Why a transition is not this person's to make on the issue as it is, or null: role, version, state, four eyes. */
export const judge = async (
  tx: Db,
  scope: Scope,
  issue: Issue,
  transition: Transition,
  { version }: Occasion,
): Promise<Refusal | Stale | null> => {
  if (!transition.needs.some((permission) => may(scope, permission))) return refuse('not-permitted')
  if (version !== undefined && version !== issue.version) return refuseStale(tx, issue, version)
  if (!transition.from.includes(issue.state)) return refuse('wrong-state')
  const bar = transition.barred.find((kind) => bars[kind](scope, issue))
  return bar === undefined ? null : refuse(bar)
}

/** The four eyes, by identity; who confirmed or answered what was merged into the issue counts as well. */
export const bars: Record<Bar, (scope: Scope, issue: Issue) => boolean> = {
  concerned: (scope, issue) => countsAmong(scope, issue.actors),
  'answered-it': (scope, issue) => countsAmong(scope, [issue.answeredBy, ...issue.alsoAnsweredBy]),
  'confirmed-it': (scope, issue) => countsAmong(scope, [issue.confirmedBy, ...issue.alsoConfirmedBy]),
}

/** For whom somebody acts who was not the one asked for: whom they stand in for who has the issue, or has to answer. */
export const actsFor = (scope: Scope, issue: Issue, kind: ActionKind): string | null => {
  const asked = kind === 'answer' ? issue.answerer : kind === 'assign' || kind === 'comment' ? null : issue.assignee
  return asked !== null && asked !== scope.personId && standsInFor(scope, asked) ? asked : null
}
