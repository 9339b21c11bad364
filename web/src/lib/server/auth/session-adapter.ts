import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { people, sessions } from '@mingjing/sql/postgres/schema.ts'
import { eq, lte } from 'drizzle-orm'
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia'
import { sha256 } from './hash.ts'
import type { Person } from './person.ts'

/** Lucia's storage over our tables. The cookie holds the id, the table its hash; nothing else differs from Lucia's own. */
export const sessionAdapter = (db: Db): Adapter => ({
  async getSessionAndUser(id) {
    const [row] = await db
      .select({ session: sessions, person: people })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.userId))
      .where(eq(sessions.id, sha256(id)))
    if (!row?.person.active) return [null, null]
    const { login, zh, en, role, orgunit, locale } = row.person
    const attributes: Omit<Person, 'id'> = { login, zh, en, role, orgunit, locale }
    const user: DatabaseUser = { id: row.person.id, attributes }
    return [{ id, userId: row.session.userId, expiresAt: row.session.expiresAt, attributes: {} }, user]
  },
  async getUserSessions(userId) {
    const rows = await db.select().from(sessions).where(eq(sessions.userId, userId))
    return rows.map((row): DatabaseSession => ({ id: row.id, userId, expiresAt: row.expiresAt, attributes: {} }))
  },
  async setSession(session) {
    await db.insert(sessions).values({ id: sha256(session.id), userId: session.userId, expiresAt: session.expiresAt })
  },
  async updateSessionExpiration(id, expiresAt) {
    await db
      .update(sessions)
      .set({ expiresAt })
      .where(eq(sessions.id, sha256(id)))
  },
  async deleteSession(id) {
    await db.delete(sessions).where(eq(sessions.id, sha256(id)))
  },
  async deleteUserSessions(userId) {
    await db.delete(sessions).where(eq(sessions.userId, userId))
  },
  async deleteExpiredSessions() {
    await db.delete(sessions).where(lte(sessions.expiresAt, new Date()))
  },
})
