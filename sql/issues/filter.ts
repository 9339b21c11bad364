import {
  and,
  arrayContains,
  arrayOverlaps,
  eq,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
} from 'drizzle-orm'
import { postgresSubtree, visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { type IssueClass, type IssueSeverity, type IssueState, issues } from '../postgres/schema.ts'
import { notToJudge, notToldByGroup, notToldByState } from '../quality/blind.ts'
import { type IssueGroup, ofGroup } from './dimensions.ts'
import { type IssueTerm, ofTerm } from './term.ts'
import { liveStates } from './transitions.ts'

/** What a list of issues is narrowed to; an absent part does not narrow. Moments as Date. */
export interface IssueFilter {
  states?: readonly IssueState[]
  /** Only those that are not over. */
  live?: boolean
  severities?: readonly IssueSeverity[]
  stages?: readonly string[]
  classes?: readonly IssueClass[]
  rule?: string
  /** A unit and everything below it. */
  orgunit?: string
  product?: string
  channel?: string
  subject?: string
  /** A staff id or several, or none for those nobody has taken. */
  assignee?: string | 'none' | readonly string[]
  /** Orders this person has to answer. */
  answerer?: string
  actor?: string
  /** None about any of these. */
  aboutNone?: readonly string[]
  partner?: string
  /** What belongs together with one rule. */
  ruleGroup?: string
  /** Only those people opened. */
  byHand?: boolean
  /** Due before this moment; together with `live` and now: overdue. */
  dueBefore?: Date
  dueFrom?: Date
  openedFrom?: Date
  openedBefore?: Date
  /** Snoozed ones are left out when this is given: the present moment. */
  awakeAt?: Date
  /** Only those that sleep at this moment. */
  asleepAt?: Date
  /** Only those of one group of a grouped queue. */
  within?: { by: IssueGroup; value: string | null; now: Date }
  /** What was written into the search box; all of it holds. */
  terms?: readonly IssueTerm[]
}

const listed = <T extends string>(column: Parameters<typeof inArray>[0], values: readonly T[] | undefined) =>
  values === undefined || values.length === 0 ? undefined : inArray(column, [...values])

/** The condition of a filter within what the person may see. */
export const issuesWhere = (scope: Scope, filter: IssueFilter): SQL =>
  and(
    visibleIssues(scope),
    listed(issues.state, filter.states),
    notToldByState(scope, filter.states),
    filter.live ? inArray(issues.state, [...liveStates]) : undefined,
    listed(issues.severity, filter.severities),
    listed(issues.stage, filter.stages),
    listed(issues.class, filter.classes),
    filter.rule === undefined ? undefined : arrayContains(issues.ruleIds, [filter.rule]),
    filter.orgunit === undefined ? undefined : postgresSubtree(filter.orgunit, issues.orgunit),
    filter.product === undefined ? undefined : eq(issues.product, filter.product),
    filter.channel === undefined ? undefined : eq(issues.channel, filter.channel),
    filter.subject === undefined ? undefined : eq(issues.subject, filter.subject),
    filter.assignee === undefined
      ? undefined
      : filter.assignee === 'none'
        ? isNull(issues.assignee)
        : typeof filter.assignee === 'string'
          ? eq(issues.assignee, filter.assignee)
          : inArray(issues.assignee, [...filter.assignee]),
    filter.answerer === undefined ? undefined : eq(issues.answerer, filter.answerer),
    filter.aboutNone === undefined ? undefined : not(arrayOverlaps(issues.actors, [...filter.aboutNone])),
    filter.actor === undefined ? undefined : arrayContains(issues.actors, [filter.actor]),
    filter.partner === undefined ? undefined : arrayContains(issues.partners, [filter.partner]),
    filter.ruleGroup === undefined ? undefined : eq(issues.ruleGroup, filter.ruleGroup),
    filter.byHand === true ? eq(issues.origin, 'person') : undefined,
    filter.dueBefore === undefined ? undefined : lt(issues.dueAt, filter.dueBefore),
    filter.dueFrom === undefined ? undefined : gte(issues.dueAt, filter.dueFrom),
    filter.openedFrom === undefined ? undefined : gte(issues.openedAt, filter.openedFrom),
    filter.openedBefore === undefined ? undefined : lt(issues.openedAt, filter.openedBefore),
    filter.awakeAt === undefined
      ? undefined
      : or(isNull(issues.snoozedUntil), lte(issues.snoozedUntil, filter.awakeAt)),
    filter.asleepAt === undefined ? undefined : gt(issues.snoozedUntil, filter.asleepAt),
    notToldByGroup(scope, filter.within?.by),
    // A list of what somebody else has tells the same of them.
    typeof filter.assignee === 'string' && filter.assignee !== scope.personId ? notToJudge(scope) : undefined,
    filter.within === undefined ? undefined : ofGroup(filter.within.by, filter.within.value, filter.within.now),
    ...(filter.terms ?? []).map((term) => ofTerm(scope, term)),
  )!
