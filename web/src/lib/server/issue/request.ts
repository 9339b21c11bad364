import { isOrgunit } from '@mingjing/rules/events/orgunit.ts'
import { classes } from '@mingjing/rules/language/classes.ts'
import type { IssueFilter } from '@mingjing/sql/issues/filter.ts'
import { type IssueOrder, issueOrders } from '@mingjing/sql/issues/queue.ts'
import type { IssueSeverity, IssueState } from '@mingjing/sql/postgres/schema.ts'
import { groupIn, severities, stages, states, valueFromUrl } from '#lib/queue/query.ts'
import type { SearchProblem } from '#lib/queue/search/problem.ts'
import { searchTerms } from './search.ts'

export interface QueueRequest {
  filter: IssueFilter
  order: IssueOrder
  /** Why the search box cannot be understood; nothing matches then. */
  problem: SearchProblem | null
}

const among = <T extends string>(values: readonly string[], allowed: readonly T[]): T[] =>
  allowed.filter((each) => values.includes(each))

/** What a URL asks of the queue. Unknown values narrow nothing; without a state the list is of what is not over. */
export const queueRequest = (
  parameters: Pick<URLSearchParams, 'get' | 'getAll' | 'has'>,
  /** Whose `mine` are: the person’s, and of those they stand in for. */
  own: readonly string[],
  now: Date,
): QueueRequest => {
  const chosen = among<IssueState>(parameters.getAll('state'), states)
  const every = parameters.get('state') === 'all'
  const unit = parameters.get('unit')
  const text = (name: string): string | undefined =>
    parameters.get(name)?.replaceAll('\0', '').slice(0, 200) || undefined
  const group = groupIn(parameters)
  const within = parameters.get('in')
  const { terms, problem } = searchTerms(parameters.get('q'), own, now)
  // Who asks for a state by words wants it, over or not.
  const stateAsked = chosen.length > 0 || terms.some((term) => term.by === 'state' && !term.negated)
  const sort = parameters.get('sort') ?? ''
  return {
    filter: {
      states: chosen,
      live: !stateAsked && !every,
      severities: among<IssueSeverity>(parameters.getAll('severity'), severities),
      stages: among(parameters.getAll('stage'), stages),
      classes: among(parameters.getAll('class'), classes),
      rule: text('rule'),
      subject: text('subject'),
      actor: text('actor'),
      partner: text('partner'),
      ruleGroup: text('matter'),
      orgunit: unit && isOrgunit(unit) ? unit : undefined,
      assignee: parameters.has('mine') ? own : undefined,
      byHand: parameters.has('by-hand') || undefined,
      dueBefore: parameters.has('overdue') ? now : undefined,
      within: group !== null && within !== null ? { by: group, value: valueFromUrl(within), now } : undefined,
      awakeAt: parameters.has('snoozed') ? undefined : now,
      asleepAt: parameters.has('snoozed') ? now : undefined,
      terms,
    },
    order: Object.hasOwn(issueOrders, sort) ? (sort as IssueOrder) : 'priority',
    problem,
  }
}
