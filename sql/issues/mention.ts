import { and, asc, eq, inArray } from 'drizzle-orm'
import { maySeeIssue } from '../access/predicates.ts'
import { type Scope, scopeOf } from '../access/scope.ts'
import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import { type issues, people } from '../postgres/schema.ts'
import type { StaffMember } from '../queries/staff.ts'
import { type Refusal, refuse } from './refusal.ts'

type Issue = typeof issues.$inferSelect

/** Most people one comment mentions. */
export const mostMentioned = 10

/** The colleagues of somebody who may see an issue, and so can be mentioned on it; by id. */
export const colleaguesOn = async (db: Db, scope: Scope, issue: Issue): Promise<StaffMember[]> => {
  const staff = await db
    .select({ id: people.id, zh: people.zh, en: people.en, role: people.role, orgunit: people.orgunit })
    .from(people)
    .where(eq(people.active, true))
    .orderBy(asc(people.id))
  return staff.filter((person) => person.id !== scope.personId && maySeeIssue(scopeOf(person), issue))
}

/** Why these people cannot be mentioned on an issue, or null. Who may not see it must not learn of it. */
export const unmentionable = async (tx: Db, issue: Issue, mentions: readonly string[]): Promise<Refusal | null> => {
  const wanted = [...new Set(mentions)]
  if (wanted.length === 0) return null
  if (wanted.length > mostMentioned) return refuse('too-many-mentioned')
  const found = await tx
    .select()
    .from(people)
    .where(and(inArray(people.id, wanted), eq(people.active, true)))
  const seeing = found.filter((person) => maySeeIssue(scopeOf(person), issue))
  return seeing.length === wanted.length ? null : refuse('not-mentionable')
}

/** Notifies those mentioned, each once and not oneself. */
export const tellMentioned = async (
  tx: Db,
  scope: Scope,
  issue: Issue,
  mentions: readonly string[],
  seq: number,
  now: Date,
): Promise<void> => {
  const told = [...new Set(mentions)].filter((personId) => personId !== scope.personId)
  if (told.length === 0) return
  await tell(
    tx,
    told.map((personId) => ({
      id: `action:${seq}:${personId}`,
      kind: 'mention' as const,
      personId,
      orgunit: issue.orgunit,
      severity: issue.severity,
      class: issue.class,
      issueId: issue.id,
      subject: issue.subject,
      titleZh: issue.titleZh,
      titleEn: issue.titleEn,
      createdAt: now,
    })),
  )
}
