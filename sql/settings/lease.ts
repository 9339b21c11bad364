import { sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { settings } from '../postgres/schema.ts'

/**
 * Takes or keeps the lease of a job that one process at a time shall do. A holder that dies loses it after `forMs`;
 * the job itself must bear being done twice, since a holder may have slept through the end of its lease.
 * @returns whether the job is the owner's now.
 */
export const takeLease = async (
  db: Db,
  key: string,
  { owner, now, forMs }: { owner: string; now: Date; forMs: number },
): Promise<boolean> => {
  const value = JSON.stringify({ owner, until: now.getTime() + forMs })
  const taken = await rowsOf(
    db,
    sql`insert into ${settings} (key, value) values (${`lease:${key}`}, ${value}::jsonb)
        on conflict (key) do update set value = excluded.value, updated_at = now()
        where ${settings.value}->>'owner' = ${owner} or (${settings.value}->>'until')::bigint <= ${now.getTime()}
        returning key`,
  )
  return taken.length > 0
}
