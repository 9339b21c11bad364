import { may, type Scope } from '@mingjing/sql/access/scope.ts'
import { type Issue, mayAnswer } from '@mingjing/sql/issues/act.ts'
import { bars } from '@mingjing/sql/issues/judge.ts'
import { refuse } from '@mingjing/sql/issues/refusal.ts'
import { sideActions, type Transition, transitions } from '@mingjing/sql/issues/transitions.ts'
import type { ActionName, ActionView } from '#lib/issue/view.ts'

/** In the order a case is worked. */
const shown: readonly ActionName[] = [
  'assign',
  'confirm',
  'order',
  'answer',
  'verify',
  'close',
  'dismiss',
  'send-back',
  'reopen',
  'snooze',
  'wake',
  'escalate',
  'comment',
  'attach',
  'merge',
  'split',
  'split-back',
]

const every = { ...transitions, ...sideActions }

/** The actions of the issue's state, and for those that are not this person's the reason. `act` judges again. `merged` issues stand in it. */
export const actionsOf = (scope: Scope, issue: Issue, merged: number, now: Date): ActionView[] =>
  shown.flatMap((name): ActionView[] => {
    const transition: Transition = every[name]
    if (!transition.from.includes(issue.state)) return []
    if (name === 'wake' && !isAsleep(issue, now)) return []
    if (name === 'split-back' && merged === 0) return []
    if (name === 'split' && (merged > 0 || issue.hits + issue.withdrawn < 2)) return []
    const refusal = refusalOf(scope, issue, name, transition)
    return [{ name, refusal: refusal && { zh: refusal.zh, en: refusal.en } }]
  })

const isAsleep = ({ snoozedUntil }: Issue, now: Date): boolean => snoozedUntil !== null && snoozedUntil > now

const refusalOf = (scope: Scope, issue: Issue, name: ActionName, transition: Transition) => {
  if (!transition.needs.some((permission) => may(scope, permission))) return refuse('not-permitted')
  const bar = transition.barred.find((kind) => bars[kind](scope, issue))
  if (bar !== undefined) return refuse(bar)
  return name === 'answer' && !mayAnswer(scope, issue) ? refuse('not-answerer') : null
}
