import { ancestors, contains, headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, arrayContains, eq, inArray, isNull, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { quoted } from '../clickhouse/bind.ts'
import type { NotificationKind } from '../postgres/notification-tables.ts'
import {
  changes,
  exemptions,
  issueActions,
  issues,
  legalHolds,
  notifications,
  people,
  savedViews,
  serviceTokens,
  signInTries,
  staffChanges,
} from '../postgres/schema.ts'
import type { Permission } from './permission.ts'
import { atHeadOffice, may, type Scope, standsInFor } from './scope.ts'

/**
 * Who sees which row, for both databases, in one place. Three rules:
 * 1. a person sees their unit and everything below it;
 * 2. money laundering is seen by the head office only, never by the branch concerned;
 * 3. nobody sees an issue about themselves until they are ordered to answer it, and then they do.
 */

/** Rule 1 in ClickHouse: the subtree of a unit, as a condition on a column. */
export const clickhouseSubtree = (unit: string, column = 'orgunit'): string =>
  unit === headOffice ? '1' : `(${column} = ${quoted(unit)} OR startsWith(${column}, ${quoted(`${unit}-`)}))`

/** Rule 1 in Postgres. */
export const postgresSubtree = (unit: string, column: PgColumn): SQL =>
  unit === headOffice ? sql`true` : sql`(${column} = ${unit} or starts_with(${column}, ${`${unit}-`}))`

/** Rule 1 in JavaScript, for what was already read. */
export const inScope = (scope: Scope, orgunit: string): boolean => contains(scope.orgunit, orgunit)

/** Rows of sums and of events: the subtree; with a column for the class, rule 2 as well. */
export const clickhouseRows = (scope: Scope, columns: { orgunit?: string; class?: string } = {}): string => {
  const conditions = [clickhouseSubtree(scope.orgunit, columns.orgunit)]
  if (columns.class !== undefined && !atHeadOffice(scope)) conditions.push(`${columns.class} != 'money-laundering'`)
  return `(${conditions.join(' AND ')})`
}

/**
 * Single hits: all three rules; a hit about oneself stays hidden even when its issue is open to one. It is about
 * everybody who acted in its trigger or its evidence.
 */
export const clickhouseHits = (scope: Scope): string => {
  const rows = clickhouseRows(scope, { class: 'class' })
  if (scope.role === 'service') return rows
  const me = quoted(scope.personId)
  return `(${rows} AND ifNull(actor, '') != ${me}
    AND NOT arrayExists(ref -> ref IN (SELECT concat(source, '#', id) FROM events WHERE actor = ${me}), evidence))`
}

/** Issues: all three rules. Without the permission to read issues, none. Who stands in for somebody ordered to answer sees it too. */
export const visibleIssues = (scope: Scope): SQL => {
  if (!may(scope, 'issues:read')) return sql`false`
  const concerned = arrayContains(issues.actors, [scope.personId])
  const below = postgresSubtree(scope.orgunit, issues.orgunit)
  const standingIn = scope.standsInFor?.length ? inArray(issues.answerer, [...scope.standsInFor]) : undefined
  return and(
    // Also for who was ordered to answer: an issue can turn into one of money laundering by a later hit.
    atHeadOffice(scope) ? undefined : ne(issues.class, 'money-laundering'),
    or(eq(issues.answerer, scope.personId), and(or(below, standingIn), not(concerned))),
  )!
}

/** The three rules for an issue in JavaScript, for one that was already read: the same answer as `visibleIssues`. */
export const maySeeIssue = (
  scope: Scope,
  issue: Pick<typeof issues.$inferSelect, 'orgunit' | 'class' | 'actors' | 'answerer'>,
): boolean =>
  may(scope, 'issues:read') &&
  (atHeadOffice(scope) || issue.class !== 'money-laundering') &&
  (issue.answerer === scope.personId ||
    ((inScope(scope, issue.orgunit) || (issue.answerer !== null && standsInFor(scope, issue.answerer))) &&
      !issue.actors.includes(scope.personId)))

/** Changes of parameters and lists: those for the subtree. Lists hold for the whole bank and may name accounts. */
export const visibleChanges = (scope: Scope): SQL =>
  may(scope, 'changes:read') ? postgresSubtree(scope.orgunit, changes.orgunit) : sql`false`

/** People with an account: those of the subtree, for who keeps, leads or audits it. */
export const visiblePeople = (scope: Scope): SQL =>
  may(scope, 'people:read') ? postgresSubtree(scope.orgunit, people.orgunit) : sql`false`

/** How somebody signs in, and what is asked for them: for who keeps accounts, and who audits that. */
export const maySeeAccounts = (scope: Scope): boolean =>
  may(scope, 'people:read') && (may(scope, 'people:write') || may(scope, 'audit:read'))

/** What is asked for people of the subtree. */
export const visibleStaffChanges = (scope: Scope): SQL =>
  maySeeAccounts(scope) ? postgresSubtree(scope.orgunit, staffChanges.orgunit) : sql`false`

/** Service accounts of the subtree. */
export const visibleTokens = (scope: Scope): SQL =>
  maySeeAccounts(scope) ? postgresSubtree(scope.orgunit, serviceTokens.orgunit) : sql`false`

/** Locks at signing in: of people of the subtree. Addresses, and names that are nobody's, are for the head office. */
export const visibleLocks = (scope: Scope): SQL => {
  if (!may(scope, 'people:write')) return sql`false`
  if (atHeadOffice(scope)) return sql`true`
  return sql`exists (select 1 from ${people} where ${people.id} = ${signInTries.personId}
    and ${postgresSubtree(scope.orgunit, people.orgunit)})`
}

/**
 * Exemptions: all three rules. One for an issue is seen by who sees the issue. Who an exemption is about does not learn
 * of it, and so not of the rule that watches them.
 */
export const visibleExemptions = (scope: Scope): SQL =>
  may(scope, 'issues:read')
    ? and(
        postgresSubtree(scope.orgunit, exemptions.orgunit),
        atHeadOffice(scope) ? undefined : ne(exemptions.class, 'money-laundering'),
        not(arrayContains(exemptions.concerned, [scope.personId])),
        sql`(${exemptions.issueId} is null or exists (
          select 1 from ${issues} where ${issues.id} = ${exemptions.issueId} and ${visibleIssues(scope)}))`,
      )!
    : sql`false`

/**
 * Holds: those placed in the subtree. One of the head office may rest on an inquiry that a branch must not learn of. One on
 * an issue is seen by who sees the issue.
 */
export const visibleHolds = (scope: Scope): SQL =>
  may(scope, 'holds:read')
    ? and(
        postgresSubtree(scope.orgunit, legalHolds.orgunit),
        sql`(${legalHolds.kind} <> 'issue' or exists (
          select 1 from ${issues} where ${issues.id} = ${legalHolds.value} and ${visibleIssues(scope)}))`,
      )!
    : sql`false`

/** Saved views: one's own, and those shared with one's unit or a unit above it. */
export const visibleViews = (scope: Scope): SQL =>
  or(eq(savedViews.personId, scope.personId), inArray(savedViews.sharedWith, ancestors(scope.orgunit)))!

/** Who looks after a unit when nobody in particular is told: those who answer for it, and of escalations who leads. */
const lookedAfterBy: readonly [Permission, readonly NotificationKind[]][] = [
  ['issues:answer', ['order', 'send-back', 'assigned', 'urge', 'remind']],
  ['issues:lead', ['escalated', 'delegation']],
]

const lookedAfter = (scope: Scope): NotificationKind[] =>
  lookedAfterBy.flatMap(([permission, kinds]) => (may(scope, permission) ? kinds : []))

/**
 * Notifications: one's own, and those of one's units that are nobody's in particular, each within rule 2. What is about
 * an issue is seen by those who see the issue.
 */
export const visibleNotifications = (scope: Scope): SQL => {
  const kinds = lookedAfter(scope)
  const ofUnits =
    kinds.length === 0
      ? undefined
      : and(
          isNull(notifications.personId),
          inArray(notifications.kind, kinds),
          postgresSubtree(scope.orgunit, notifications.orgunit),
        )
  return and(
    atHeadOffice(scope) ? undefined : ne(notifications.class, 'money-laundering'),
    or(eq(notifications.personId, scope.personId), ofUnits),
    // It tells a number of the unit.
    or(ne(notifications.kind, 'alert'), postgresSubtree(scope.orgunit, notifications.orgunit)),
    sql`(${notifications.issueId} is null or exists (
      select 1 from ${issues} where ${issues.id} = ${notifications.issueId} and ${visibleIssues(scope)}))`,
  )!
}

/** Whether a notification that was just written may be among {@link visibleNotifications}. */
export const mayConcern = (scope: Scope, told: { personId: string | null; orgunit: string }): boolean =>
  told.personId === null ? inScope(scope, told.orgunit) : told.personId === scope.personId

/** {@link visibleNotifications} in JavaScript, for one just written; whether its issue is seen is asked again when it is sent. */
export const couldSee = (
  scope: Scope,
  told: { personId: string | null; orgunit: string; kind: NotificationKind; class: string },
): boolean =>
  (atHeadOffice(scope) || told.class !== 'money-laundering') &&
  mayConcern(scope, told) &&
  (told.kind !== 'alert' || inScope(scope, told.orgunit)) &&
  (told.personId !== null || lookedAfter(scope).includes(told.kind))

/**
 * What is on record: of issues, what those hold who see the issue; of the rest, what people of the subtree did. What the
 * installation and machines did is for the head office.
 */
export const visibleActions = (scope: Scope): SQL => {
  if (!may(scope, 'audit:read')) return sql`false`
  const ofIssues = sql`exists (select 1 from ${issues} where ${issues.id} = ${issueActions.issueId} and ${visibleIssues(scope)})`
  const ofPeople = atHeadOffice(scope)
    ? sql`true`
    : sql`exists (select 1 from ${people} where ${people.id} = ${issueActions.personId}
        and ${postgresSubtree(scope.orgunit, people.orgunit)})`
  return sql`case when ${issueActions.issueId} is null then ${ofPeople} else ${ofIssues} end`
}
