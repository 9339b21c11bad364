import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { SignedHead } from '../audit/head.ts'
import type { AuditVerdict } from '../audit/verify.ts'
import type { ConsentsVerdict } from '../consents/verify.ts'
import { bytes } from './bytes.ts'
import { people } from './schema.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** Wrong tries at signing in, by the name that was typed and by the address they came from. */
export const signInTries = pgTable(
  'sign_in_tries',
  {
    /** `login:` or `address:` and a keyed hash: a password typed into the wrong field is not kept in clear. */
    id: text('id').primaryKey(),
    kind: text('kind').$type<'login' | 'address'>().notNull(),
    /** Whose name it is, if anybody's. */
    personId: text('person_id').references(() => people.id, { onDelete: 'cascade' }),
    address: text('address'),
    /** Tries begun and not known to be right, since the last lock. */
    tries: integer('tries').notNull(),
    /** Locks in a row, without a day between. */
    locks: integer('locks').notNull().default(0),
    lastAt: moment('last_at').notNull(),
    /** Nothing is checked before. */
    until: moment('until'),
    /** When the lock that stands until `until` began; null for the short waits before one. */
    lockedAt: moment('locked_at'),
  },
  (t) => [index('sign_in_tries_last').on(t.lastAt)],
)

/** A password that was right and waits for its code. */
export const signInSteps = pgTable('sign_in_steps', {
  /** SHA-256 of what the cookie holds. */
  id: text('id').primaryKey(),
  personId: text('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' }),
  expiresAt: moment('expires_at').notNull(),
})

/** The secret a person's authenticator shares with us (RFC 6238). */
export const secondFactors = pgTable('second_factors', {
  personId: text('person_id')
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** Sealed like the vault. */
  secret: bytes('secret').notNull(),
  createdAt: moment('created_at').notNull(),
  /** Null until a first code proved that the authenticator has the secret. */
  confirmedAt: moment('confirmed_at'),
  /** The newest time step a code was taken of; none at or before it is taken again. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
})

/** Codes for who lost the authenticator; each is a row until it is used. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    personId: text('person_id')
      .notNull()
      .references(() => secondFactors.personId, { onDelete: 'cascade' }),
    /** Keyed hash: without the installation's key no code can be tried on a copy of the table. */
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.hash] })],
)

/** Who somebody is at the bank's OpenID provider; met once, the provider's subject decides and no longer the login. */
export const identities = pgTable(
  'identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    linkedAt: moment('linked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] }), uniqueIndex('identities_person').on(t.issuer, t.personId)],
)

/** Each time the audit chain was walked, and what came of it. */
export const auditChecks = pgTable('audit_checks', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: moment('at').notNull(),
  /** Staff id, or `system` for the command line. */
  personId: text('person_id').notNull(),
  verdict: jsonb('verdict').$type<AuditVerdict>().notNull(),
  /** The signed end of the chain; none is signed over a broken one. */
  head: jsonb('head').$type<SignedHead>(),
  /** Null in checks from before the chain of consents was walked with it. */
  consents: jsonb('consents').$type<ConsentsVerdict>(),
})
