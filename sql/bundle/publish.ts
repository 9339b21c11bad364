import { type Bundle, bundleSource, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { sql } from 'drizzle-orm'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { bundles } from '../postgres/schema.ts'
import { readRuleFiles } from './files.ts'

/** Stores a bundle and puts it in force; one that was published before is put in force again. */
export const publishBundle = async (db: Db, bundle: Bundle, publishedBy: string | null = null): Promise<void> => {
  await db
    .insert(bundles)
    .values({ hash: bundle.hash, source: bundleSource(bundle), publishedBy })
    .onConflictDoUpdate({ target: bundles.hash, set: { publishedAt: sql`now()`, publishedBy } })
  await notify(db, { kind: 'bundle', hash: bundle.hash })
}

/**
 * Reads the rule files of a folder and puts them in force.
 * @throws when a rule is unsound, with the first problem's place: a bank must not run half a library unknowingly.
 */
export async function publishLibrary(db: Db, folder: string): Promise<Bundle> {
  const { bundle, problems } = makeBundle({ files: await readRuleFiles(folder) })
  const [first] = problems
  if (first)
    throw new Error(`${first.path}:${first.line}:${first.column}: ${first.message} (${problems.length} problems in all)`)
  await publishBundle(db, bundle)
  return bundle
}
