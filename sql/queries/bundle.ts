import { type Bundle, openBundle } from '@mingjing/rules/bundle/bundle.ts'
import { desc, eq } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { bundles } from '../postgres/schema.ts'

/** Opened bundles are kept: they are immutable, and opening one checks a hundred rules. */
const opened = new Map<string, Bundle>()
const kept = 8

/** A stored bundle by its hash, or null when there is none. */
export const storedBundle = async (db: Db, hash: string): Promise<Bundle | null> => {
  const known = opened.get(hash)
  if (known) return known
  const [row] = await db.select({ source: bundles.source }).from(bundles).where(eq(bundles.hash, hash))
  if (row === undefined) return null
  const bundle = openBundle(row.source)
  opened.set(hash, bundle)
  if (opened.size > kept) opened.delete(opened.keys().next().value!)
  return bundle
}

/** The hash of the bundle published last: the one in force. */
export const currentHash = async (db: Db): Promise<string | null> => {
  const [row] = await db.select({ hash: bundles.hash }).from(bundles).orderBy(desc(bundles.publishedAt)).limit(1)
  return row?.hash ?? null
}

/** The bundle in force. */
export const currentBundle = async (db: Db): Promise<Bundle | null> => {
  const hash = await currentHash(db)
  return hash === null ? null : storedBundle(db, hash)
}
