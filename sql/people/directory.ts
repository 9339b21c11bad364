import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import { and, asc, count, eq, gt, ilike, isNotNull, not, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { running } from '../absences/standing-in.ts'
import { maySeeAccounts, postgresSubtree, visiblePeople } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import {
  absences,
  identities,
  issueActions,
  people,
  type Role,
  secondFactors,
  sessions,
  signInTries,
} from '../postgres/schema.ts'

/** How an account is: open, of somebody away, locked after wrong tries, closed. */
export const personStates = ['active', 'away', 'locked', 'inactive'] as const
export type PersonState = (typeof personStates)[number]

export interface DirectoryFilter {
  /** This unit and all below it; never more than the caller's own. */
  readonly unit: string
  readonly role?: Role
  /** Locks are seen by who keeps or audits accounts; for others nobody is locked. */
  readonly state?: PersonState
  /** Part of a name, login or staff id. */
  readonly text?: string
}

/** Somebody with an account. Moments are of the database. */
export interface DirectoryRow {
  readonly id: string
  readonly login: string
  readonly zh: string
  readonly en: string
  readonly role: Role
  readonly orgunit: string
  readonly active: boolean
  readonly away: { readonly until: Date; readonly delegate: { readonly zh: string; readonly en: string } | null } | null
  /** How they sign in; null for who neither keeps nor audits accounts. */
  readonly account: AccountFacts | null
}

export interface AccountFacts {
  readonly lastSignIn: Date | null
  readonly secondFactor: boolean
  readonly singleSignOn: boolean
  readonly lockedUntil: Date | null
  /** A first password was given out and nobody chose their own yet. */
  readonly firstPassword: boolean
}

/** People of one page. */
export const peopleOfPage = 100

const delegates = alias(people, 'delegates')

/** The newest first: the index by person and moment ends the search at it. */
const lastSignIn = sql`(select ${issueActions.at} from ${issueActions} where ${issueActions.personId} = ${people.id}
  and ${issueActions.kind} = 'sign-in' order by ${issueActions.at} desc limit 1)`.mapWith(sessions.createdAt)

const lock = (now: Date): SQL =>
  sql`${signInTries.personId} = ${people.id} and ${signInTries.lockedAt} is not null and ${gt(signInTries.until, now)}`

/** People a person may see, those of the head office first, then by unit, leads before others by staff id. */
export const directory = async (
  db: Db,
  scope: Scope,
  filter: DirectoryFilter,
  now: Date,
  page = 0,
): Promise<{ people: DirectoryRow[]; total: number }> => {
  const where = wanted(scope, filter, now)
  const [rows, [all]] = await Promise.all([
    rowsWhere(db, scope, where, now)
      .orderBy(sql`${people.orgunit} <> ${headOffice}`, asc(people.orgunit), asc(people.role), asc(people.id))
      .limit(peopleOfPage)
      .offset(page * peopleOfPage),
    db.select({ n: count() }).from(people).where(where),
  ])
  return { people: rows.map(asRow(scope)), total: all!.n }
}

/** One of them, or null. */
export const directoryRow = async (db: Db, scope: Scope, id: string, now: Date): Promise<DirectoryRow | null> => {
  const [row] = await rowsWhere(db, scope, and(visiblePeople(scope), eq(people.id, id)), now)
  return row ? asRow(scope)(row) : null
}

/** How many open accounts each unit has, itself alone. */
export const peopleByUnit = async (db: Db, scope: Scope): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .select({ unit: people.orgunit, n: count() })
    .from(people)
    .where(and(visiblePeople(scope), eq(people.active, true)))
    .groupBy(people.orgunit)
  return new Map(rows.map(({ unit, n }) => [unit, n]))
}

const rowsWhere = (db: Db, scope: Scope, where: SQL | undefined, now: Date) => {
  const seen = maySeeAccounts(scope)
  const { id, login, zh, en, role, orgunit, active, passwordIssuedAt } = people
  return db
    .select({
      ...{ id, login, zh, en, role, orgunit, active, passwordIssuedAt },
      awayUntil: absences.endsAt,
      delegate: { zh: delegates.zh, en: delegates.en },
      lastSignIn: seen ? lastSignIn : sql`null`.mapWith(sessions.createdAt),
      secondFactor: sql<boolean>`${secondFactors.confirmedAt} is not null`,
      singleSignOn: sql<boolean>`exists (select 1 from ${identities} where ${identities.personId} = ${people.id})`,
      lockedUntil: sql`(select max(${signInTries.until}) from ${signInTries} where ${lock(now)})`.mapWith(
        signInTries.until,
      ),
    })
    .from(people)
    .leftJoin(absences, and(eq(absences.personId, people.id), running(now)))
    .leftJoin(delegates, and(eq(delegates.id, absences.delegate), eq(absences.delegation, 'approved')))
    .leftJoin(secondFactors, and(eq(secondFactors.personId, people.id), isNotNull(secondFactors.confirmedAt)))
    .where(where)
    .$dynamic()
}

type Row = Awaited<ReturnType<typeof rowsWhere>>[number]

const asRow =
  (scope: Scope) =>
  ({
    awayUntil,
    delegate,
    lastSignIn,
    secondFactor,
    singleSignOn,
    lockedUntil,
    passwordIssuedAt,
    ...person
  }: Row): DirectoryRow => ({
    ...person,
    away: awayUntil && { until: awayUntil, delegate },
    account: maySeeAccounts(scope)
      ? {
          lastSignIn: lastSignIn as Date | null,
          ...{ secondFactor, singleSignOn, firstPassword: passwordIssuedAt !== null },
          lockedUntil: lockedUntil as Date | null,
        }
      : null,
  })

const wanted = (scope: Scope, { unit, role, state, text }: DirectoryFilter, now: Date): SQL | undefined => {
  const part = text ? `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null
  return and(
    visiblePeople(scope),
    postgresSubtree(unit, people.orgunit),
    role && eq(people.role, role),
    state && stateIs(scope, state, now),
    part === null
      ? undefined
      : or(...[people.id, people.login, people.zh, people.en].map((column) => ilike(column, part))),
  )
}

const stateIs = (scope: Scope, state: PersonState, now: Date): SQL => {
  switch (state) {
    case 'active':
      return eq(people.active, true)
    case 'inactive':
      return not(people.active)
    case 'away':
      return sql`${people.active} and exists (select 1 from ${absences} where ${absences.personId} = ${people.id} and ${running(now)})`
    case 'locked':
      return maySeeAccounts(scope) ? sql`exists (select 1 from ${signInTries} where ${lock(now)})` : sql`false`
  }
}
