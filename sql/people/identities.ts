import { and, eq } from 'drizzle-orm'
import type { Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import type { AuditKind } from '../audit/kinds.ts'
import type { Db } from '../postgres/connect.ts'
import { identities, people } from '../postgres/schema.ts'
import { looksAfter } from './sessions.ts'

/** Somebody as an OpenID provider names them. */
export interface Identity {
  readonly issuer: string
  /** The provider's name for them, which it never gives to anybody else. */
  readonly subject: string
}

/**
 * The person of an identity. One not met before becomes that of the person whose login it says, unless theirs is another
 * already: a login can be given to somebody else at the provider, a subject cannot. Null for nobody, or nobody active.
 */
export const personOfIdentity = (
  db: Db,
  { issuer, subject }: Identity,
  login: string | null,
  now: Date,
): Promise<string | null> =>
  db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: people.id, active: people.active })
      .from(identities)
      .innerJoin(people, eq(people.id, identities.personId))
      .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)))
    if (known !== undefined) return known.active ? known.id : null
    if (login === null) return null
    const [person] = await tx
      .select({ id: people.id })
      .from(people)
      .where(and(eq(people.login, login.trim().toLowerCase()), eq(people.active, true)))
    if (person === undefined) return null
    const linked = await tx
      .insert(identities)
      .values({ issuer, subject, personId: person.id, linkedAt: now })
      .onConflictDoNothing()
      .returning()
    if (linked.length === 0) return null
    await record(tx, person.id, 'identity-linked', { issuer, subject }, now)
    return person.id
  })

/**
 * Forgets who a person the caller looks after is at the provider, on record.
 * @returns whether there was something to forget
 */
export const unlinkIdentity = async (db: Db, scope: Scope, personId: string, now: Date): Promise<boolean> => {
  if (!(await looksAfter(db, scope, personId))) return false
  return db.transaction(async (tx) => {
    const gone = await tx.delete(identities).where(eq(identities.personId, personId)).returning()
    for (const { issuer, subject } of gone)
      await record(tx, scope.personId, 'identity-unlinked', { person: personId, issuer, subject }, now)
    return gone.length > 0
  })
}

const record = (tx: Db, personId: string, kind: AuditKind, detail: Record<string, unknown>, at: Date) =>
  appendAction(tx, { at, personId, issueId: null, kind, fromState: null, toState: null, detail })
