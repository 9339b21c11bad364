import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { SignedHead } from '../audit/head.ts'

const whole = (name: string) => bigint(name, { mode: 'number' })

/**
 * Consents given, withdrawn and used, each as a digest. It holds nothing of the events; whoever has a receipt can prove
 * that its event is here.
 */
export const consentEntries = pgTable('consent_entries', {
  /** From 1 on, without a gap. */
  position: whole('position').primaryKey(),
  /** Keyed hash of source and id: a fact stands here once. */
  ref: text('ref').notNull().unique(),
  topic: text('topic').notNull(),
  partition: integer('partition').notNull(),
  offset: whole('offset').notNull(),
  digest: text('digest').notNull(),
  previous: text('previous').notNull(),
  hash: text('hash').notNull(),
  /** Nodes of the Merkle tree this entry fills, lowest first. */
  fills: text('fills').array().notNull(),
})

/** Ends of that chain that were signed: none is signed twice, and a cut-off end is found by them. */
export const consentHeads = pgTable('consent_heads', {
  seq: whole('seq').primaryKey(),
  signedAt: timestamp('signed_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  head: jsonb('head').$type<SignedHead>().notNull(),
})
