import { type Bundle, bundleSource, openBundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { bundles } from '@mingjing/sql/postgres/schema.ts'
import { eq } from 'drizzle-orm'

/** Bundles by hash: the one in force, and older ones that recovery meets in the ledger. */
export interface BundleShelf {
  readonly current: Bundle
  find(hash: string): Promise<Bundle>
  /** Puts a stored bundle in force: the next plan is judged by it, unless another was asked for meanwhile. */
  putInForce(hash: string): Promise<void>
}

/** Stores the bundle in force, so that whoever recovers the partition can judge as we did. */
export const openShelf = async (db: Db, current: Bundle): Promise<BundleShelf> => {
  await db
    .insert(bundles)
    .values({ hash: current.hash, source: bundleSource(current) })
    .onConflictDoNothing()
  const known = new Map([[current.hash, current]])
  let inForce = current
  let asked = current.hash
  const find = async (hash: string): Promise<Bundle> => {
    const held = known.get(hash)
    if (held) return held
    const [row] = await db.select({ source: bundles.source }).from(bundles).where(eq(bundles.hash, hash))
    if (!row) throw new Error(`bundle ${hash} is not stored`)
    const bundle = openBundle(row.source)
    if (bundle.hash !== hash) throw new Error(`the stored bundle ${hash} has become ${bundle.hash}`)
    known.set(hash, bundle)
    return bundle
  }
  return {
    get current() {
      return inForce
    },
    find,
    async putInForce(hash) {
      asked = hash
      const bundle = await find(hash)
      // Two published shortly after one another may be read in either order.
      if (asked === hash) inForce = bundle
    },
  }
}
