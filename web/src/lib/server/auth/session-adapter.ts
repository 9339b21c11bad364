import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { people, sessions } from '@mingjing/sql/postgres/schema.ts'
import { eq, lte } from 'drizzle-orm'
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia'
import { sha256 } from './hash.ts'

/** How far `seen_at` may be behind, ms: one write a minute is enough to see which browser is in use. */
const seenResolution = 60_000

type Row = typeof sessions.$inferSelect
const attributesOf = ({ signedInBy, userAgent, address }: Row) => ({ signedInBy, userAgent, address })

/** Lucia's storage over our tables. The cookie holds the id, the table its hash; nothing else differs from Lucia's own. */
export const sessionAdapter = (db: Db): Adapter => ({
  async getSessionAndUser(id) {
    const [row] = await db
      .select({ session: sessions, person: people })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.userId))
      .where(eq(sessions.id, sha256(id)))
    if (!row?.person.active) return [null, null]
    const { login, zh, en, role, orgunit, locale, passwordIssuedAt } = row.person
    const attributes = { login, zh, en, role, orgunit, locale, ...(passwordIssuedAt && { firstPassword: true }) }
    const user: DatabaseUser = { id: row.person.id, attributes }
    const { userId, expiresAt, seenAt } = row.session
    const now = new Date()
    if (now.getTime() - seenAt.getTime() > seenResolution)
      await db.update(sessions).set({ seenAt: now }).where(eq(sessions.id, row.session.id))
    return [{ id, userId, expiresAt, attributes: attributesOf(row.session) }, user]
  },
  async getUserSessions(userId) {
    const rows = await db.select().from(sessions).where(eq(sessions.userId, userId))
    return rows.map(
      (row): DatabaseSession => ({ id: row.id, userId, expiresAt: row.expiresAt, attributes: attributesOf(row) }),
    )
  },
  async setSession(session) {
    const { id, userId, expiresAt, attributes } = session
    await db.insert(sessions).values({ id: sha256(id), userId, expiresAt, ...attributes })
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
