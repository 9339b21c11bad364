import { and, eq } from 'drizzle-orm'
import { standingOf } from '../absences/standing-in.ts'
import { countedAs } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'

export interface Colleague {
  readonly id: string
  readonly role: (typeof people.$inferSelect)['role']
  readonly orgunit: string
  /** Themself, whom they stand in for and who stands in for them: four eyes count all of them. */
  readonly countsAs: readonly string[]
}

/** Somebody who works here by their staff id. */
export type People = (id: string) => Promise<Colleague | undefined>

/** Asks for each person once: an action on many issues names the same one for all of them. */
export const peopleOf = (tx: Db, now: Date): People => {
  const known = new Map<string, ReturnType<People>>()
  const ask = async (id: string): Promise<Colleague | undefined> => {
    const [person] = await tx
      .select({ id: people.id, role: people.role, orgunit: people.orgunit })
      .from(people)
      .where(and(eq(people.id, id), eq(people.active, true)))
    return person && { ...person, countsAs: countedAs({ personId: id, ...(await standingOf(tx, id, now)) }) }
  }
  return (id) => {
    const asked = known.get(id) ?? ask(id)
    known.set(id, asked)
    return asked
  }
}
