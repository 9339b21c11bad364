import { and, eq, gt } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { issues } from '../postgres/schema.ts'

/** Whether the subject and rule group of an issue have a later one: then this one must not come to life again. */
export const hasNewerEpisode = async (tx: Db, issue: { key: string; episode: number }): Promise<boolean> => {
  const [newer] = await tx
    .select({ id: issues.id })
    .from(issues)
    .where(and(eq(issues.key, issue.key), gt(issues.episode, issue.episode)))
    .limit(1)
  return newer !== undefined
}
