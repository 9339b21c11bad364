import { arrayOverlaps, sql } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { rowsOf } from '../postgres/rows.ts'
import { issues } from '../postgres/schema.ts'
import { founded, recordDays } from './founded.ts'

/**
 * How many issues of the last {@link recordDays} days about each of these staff somebody confirmed, by staff id; those
 * without any are not in the answer. With `ids` also whose an issue is, so that it never counts for itself.
 */
export const foundedAbout = async (
  db: Db,
  actors: readonly string[],
  now: Date,
): Promise<Map<string, ReadonlySet<string>>> => {
  const wanted = [...new Set(actors)]
  if (wanted.length === 0) return new Map()
  const since = new Date(now.getTime() - recordDays * 86_400_000).toISOString()
  const rows = await rowsOf<{ actor: string; ids: string[] }>(
    db,
    sql`select actor, array_agg(id) as ids
        from (select ${issues.id} as id, unnest(${issues.actors}) as actor from ${issues}
              where ${arrayOverlaps(issues.actors, wanted)} and ${issues.openedAt} >= ${since}::timestamptz and ${founded}) as told
        group by actor`,
  )
  return new Map(rows.map(({ actor, ids }) => [actor, new Set(ids)]))
}

/** Of the person with the longest record among those concerned by an issue, how many others are founded. */
export const actorRiskOf = (
  issue: { id: string; actors: readonly string[] },
  record: ReadonlyMap<string, ReadonlySet<string>>,
): number =>
  Math.max(
    0,
    ...issue.actors.map((actor) => {
      const founded = record.get(actor)
      return founded === undefined ? 0 : founded.size - (founded.has(issue.id) ? 1 : 0)
    }),
  )
