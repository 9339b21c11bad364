import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { visibleActions } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { issueActions, issues, people } from '../postgres/schema.ts'
import { staffNames } from '../queries/staff.ts'

export interface AuditFilter {
  /** Staff id, account or name, written in full. */
  readonly person?: string
  readonly kind?: string
  /** A case, an issue, or the person an action was about. */
  readonly subject?: string
  /** From this moment on. */
  readonly from?: Date
  /** Before this moment. */
  readonly before?: Date
}

export interface AuditEntry {
  readonly seq: number
  readonly at: Date
  readonly personId: string
  readonly person: { readonly zh: string; readonly en: string } | null
  /** Whom the person stood in for. */
  readonly standingInFor: {
    readonly id: string
    readonly name: { readonly zh: string; readonly en: string } | null
  } | null
  readonly kind: string
  readonly issueId: string | null
  readonly subject: string | null
  readonly fromState: string | null
  readonly toState: string | null
  readonly detail: Record<string, unknown>
  readonly hash: string
}

const pageSize = 50

/**
 * What is on record, newest first, of what the caller may see.
 * @returns at most 50 entries, and after which number the next page begins
 */
export const auditEntries = async (
  db: Db,
  scope: Scope,
  filter: AuditFilter,
  below: number | null,
): Promise<{ entries: AuditEntry[]; next: number | null }> => {
  const { kind, subject, from, before } = filter
  const rows = await db
    .select({
      seq: issueActions.seq,
      at: issueActions.at,
      personId: issueActions.personId,
      person: { zh: people.zh, en: people.en },
      kind: issueActions.kind,
      issueId: issueActions.issueId,
      subject: issues.subject,
      fromState: issueActions.fromState,
      toState: issueActions.toState,
      detail: issueActions.detail,
      hash: issueActions.hash,
    })
    .from(issueActions)
    .leftJoin(people, eq(people.id, issueActions.personId))
    .leftJoin(issues, eq(issues.id, issueActions.issueId))
    .where(
      and(
        visibleActions(scope),
        below === null ? undefined : lt(issueActions.seq, below),
        kind === undefined ? undefined : eq(issueActions.kind, kind),
        from === undefined ? undefined : gte(issueActions.at, from),
        before === undefined ? undefined : lt(issueActions.at, before),
        filter.person === undefined ? undefined : await by(db, filter.person),
        subject === undefined ? undefined : about(subject),
      ),
    )
    .orderBy(desc(issueActions.seq))
    .limit(pageSize + 1)
  const names = await namesOf(
    db,
    rows.flatMap(({ detail }) => standingIn(detail) ?? []),
  )
  const entries = rows.slice(0, pageSize).map((row): AuditEntry => {
    const id = standingIn(row.detail)
    return { ...row, standingInFor: id === null ? null : { id, name: names.get(id) ?? null } }
  })
  return { entries, next: rows.length > pageSize ? entries.at(-1)!.seq : null }
}

const standingIn = (detail: Record<string, unknown>): string | null =>
  typeof detail.standingInFor === 'string' ? detail.standingInFor : null

const namesOf = async (db: Db, ids: readonly string[]): Promise<Map<string, { zh: string; en: string }>> =>
  new Map((await staffNames(db, ids)).map(({ id, zh, en }) => [id, { zh, en }]))

const by = async (db: Db, typed: string): Promise<SQL> => {
  const name = typed.toLowerCase()
  const found = await db
    .select({ id: people.id })
    .from(people)
    .where(or(eq(people.login, name), eq(people.zh, typed), sql`lower(${people.en}) = ${name}`))
  return inArray(issueActions.personId, [typed, ...found.map(({ id }) => id)])
}

const about = (typed: string): SQL =>
  or(eq(issues.subject, typed), eq(issueActions.issueId, typed), sql`${issueActions.detail}->>'person' = ${typed}`)!
