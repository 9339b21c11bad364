import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { Occasion } from '../issues/act.ts'
import { judge } from '../issues/judge.ts'
import { type Refusal, refuse } from '../issues/refusal.ts'
import type { Stale } from '../issues/stale.ts'
import { sideActions } from '../issues/transitions.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { attachmentParts, attachments, issues } from '../postgres/schema.ts'
import { looksLike, typeOfName } from './file-type.ts'
import { mostBytes, mostFiles } from './limits.ts'
import { plainName } from './name.ts'

export type Attachment = typeof attachments.$inferSelect

export interface Attached {
  readonly kind: 'attached'
  readonly attachment: Attachment
  /** Of the issue. */
  readonly version: number
  readonly seq: number
}

/** Bytes of one row of the content. */
const pieceBytes = 512 * 1024

/** Why somebody could not add any file to an issue, or null: judged before the file is read, and by `attach` again. */
export const refusedToAttach = async (
  db: Db,
  scope: Scope,
  issueId: string,
  occasion: Occasion,
): Promise<Refusal | Stale | null> => {
  const [issue] = await db
    .select()
    .from(issues)
    .where(and(eq(issues.id, issueId), visibleIssues(scope)))
  return issue === undefined ? refuse('not-found') : judge(db, scope, issue, sideActions.attach, occasion)
}

/**
 * Adds a file to an issue in somebody's name: type, size, number and access are judged, then file, record in the audit
 * chain with the content's SHA-256, and notice go into one transaction. What the person ordered to rectify adds while
 * the order stands belongs to the answer.
 */
export const attach = async (
  db: Db,
  scope: Scope,
  issueId: string,
  file: { name: string; content: Uint8Array },
  occasion: Occasion,
): Promise<Attached | Refusal | Stale> => {
  const name = plainName(file.name)
  const type = typeOfName(name)
  if (file.content.length === 0) return refuse('file-empty')
  if (file.content.length > mostBytes) return refuse('file-too-large')
  if (type === null || !looksLike(type, file.content)) return refuse('file-type')
  const sha256 = createHash('sha256').update(file.content).digest('hex')
  return db.transaction(async (tx) => {
    const [issue] = await tx
      .select()
      .from(issues)
      .where(and(eq(issues.id, issueId), visibleIssues(scope)))
      .for('update')
    if (issue === undefined) return refuse('not-found')
    const refused = await judge(tx, scope, issue, sideActions.attach, occasion)
    if (refused !== null) return refused
    const there = await tx
      .select({ sha256: attachments.sha256 })
      .from(attachments)
      .where(eq(attachments.issueId, issueId))
    if (there.some((each) => each.sha256 === sha256)) return refuse('same-file')
    if (there.length >= mostFiles) return refuse('too-many-files')

    const attachment: Attachment = {
      id: `a_${createHash('sha256').update(`${issueId}#${sha256}`).digest('hex').slice(0, 20)}`,
      issueId,
      name,
      type,
      bytes: file.content.length,
      sha256,
      purpose: issue.state === 'rectification-ordered' && issue.answerer === scope.personId ? 'answer' : 'evidence',
      addedBy: scope.personId,
      addedAt: occasion.now,
    }
    await tx.insert(attachments).values(attachment)
    for (let from = 0, part = 0; from < file.content.length; from += pieceBytes, part += 1)
      await tx
        .insert(attachmentParts)
        .values({ attachmentId: attachment.id, part, content: file.content.subarray(from, from + pieceBytes) })
    const version = issue.version + 1
    await tx.update(issues).set({ version }).where(eq(issues.id, issueId))
    const { seq } = await appendAction(tx, {
      at: occasion.now,
      personId: scope.personId,
      issueId,
      kind: 'attach',
      fromState: issue.state,
      toState: issue.state,
      detail: { attachment: attachment.id, name, type, bytes: attachment.bytes, sha256, purpose: attachment.purpose },
    })
    await notify(tx, { kind: 'issue', id: issueId, version, state: issue.state })
    return { kind: 'attached', attachment, version, seq }
  })
}
