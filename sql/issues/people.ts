import { and, eq } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { people } from '../postgres/schema.ts'

/** Somebody who works here by their staff id. */
export type People = (id: string) => Promise<typeof people.$inferSelect | undefined>

/** Asks for each person once: an action on many issues names the same one for all of them. */
export const peopleOf = (tx: Db): People => {
  const known = new Map<string, ReturnType<People>>()
  const ask = async (id: string) => {
    const [person] = await tx
      .select()
      .from(people)
      .where(and(eq(people.id, id), eq(people.active, true)))
    return person
  }
  return (id) => {
    const asked = known.get(id) ?? ask(id)
    known.set(id, asked)
    return asked
  }
}
