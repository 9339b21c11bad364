import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { visibleIssues } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { attachmentParts, attachments, issues } from '../postgres/schema.ts'
import type { Attachment } from './add.ts'

/** The attachments of issues a person was found to see, oldest first. */
export const attachmentsOf = (db: Db, issueIds: readonly string[]): Promise<Attachment[]> =>
  db
    .select()
    .from(attachments)
    .where(inArray(attachments.issueId, [...issueIds]))
    .orderBy(asc(attachments.addedAt), asc(attachments.id))

const merged = alias(issues, 'merged')

export type Content =
  /** In pieces, each read when it is asked for. */
  | { kind: 'content'; attachment: Attachment; pieces: AsyncIterable<Uint8Array> }
  /** The content is not what was added: its SHA-256 is another than the one on record. */
  | { kind: 'altered'; attachment: Attachment }

/**
 * An attachment with its content, or null when there is none or the person may not see its issue. What stands on an issue
 * merged into the one named is read there.
 */
export const readAttachment = async (db: Db, scope: Scope, issueId: string, id: string): Promise<Content | null> => {
  const mergedInto = db.select({ id: merged.id }).from(merged).where(eq(merged.mergedInto, issueId))
  const [found] = await db
    .select({ attachment: attachments })
    .from(attachments)
    .innerJoin(issues, eq(issues.id, issueId))
    .where(
      and(
        eq(attachments.id, id),
        or(eq(attachments.issueId, issueId), inArray(attachments.issueId, mergedInto)),
        visibleIssues(scope),
      ),
    )
  if (found === undefined) return null
  const { attachment } = found
  const { content, part } = attachmentParts
  // Where the content is, so that a file is known to be whole before its first piece leaves.
  const [kept] = await db
    .select({ sha256: sql<string | null>`encode(sha256(string_agg(${content}, ''::bytea order by ${part})), 'hex')` })
    .from(attachmentParts)
    .where(eq(attachmentParts.attachmentId, id))
  return kept?.sha256 === attachment.sha256
    ? { kind: 'content', attachment, pieces: piecesOf(db, id) }
    : { kind: 'altered', attachment }
}

async function* piecesOf(db: Db, id: string): AsyncGenerator<Uint8Array> {
  for (let part = 0; ; part += 1) {
    const [row] = await db
      .select({ content: attachmentParts.content })
      .from(attachmentParts)
      .where(and(eq(attachmentParts.attachmentId, id), eq(attachmentParts.part, part)))
    if (row === undefined) return
    yield row.content
  }
}
