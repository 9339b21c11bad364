import { type Bundle, bundleSource, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { renderProblem } from '@mingjing/rules/language/problem.ts'
import { desc, sql } from 'drizzle-orm'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { bundles } from '../postgres/schema.ts'
import { fitting, partsOf, readInputs, writeInputs } from './inputs.ts'
import { readRuleFiles } from './rule-files.ts'

/** One bundle after the other: who makes the next one from what is in force holds this until it is in force. */
const bundleLock = 7_204_414

/** Waits until nobody else is about to put a bundle in force; held until the end of the transaction. */
export const lockBundles = async (tx: Db): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(${bundleLock})`)
}

/** Puts a bundle in force: the next plan judges by it. Publishing the one in force again changes nothing. */
export const publishBundle = async (db: Db, bundle: Bundle, by: { personId: string; now: Date }): Promise<void> =>
  db.transaction(async (tx) => {
    await lockBundles(tx)
    const [newest] = await tx
      .select({ hash: bundles.hash, publishedAt: bundles.publishedAt })
      .from(bundles)
      .orderBy(desc(bundles.publishedAt))
      .limit(1)
    if (newest?.hash === bundle.hash) return
    // The newest is the one in force, so it has to be newer, whatever the clock of whoever published the one before.
    const publishedAt = new Date(Math.max(by.now.getTime(), (newest?.publishedAt.getTime() ?? 0) + 1))
    await tx
      .insert(bundles)
      .values({ hash: bundle.hash, source: bundleSource(bundle), publishedAt, publishedBy: by.personId })
      .onConflictDoUpdate({ target: bundles.hash, set: { publishedAt, publishedBy: by.personId } })
    await appendAction(tx, {
      at: by.now,
      personId: by.personId,
      issueId: null,
      kind: 'publish',
      fromState: null,
      toState: null,
      detail: { hash: bundle.hash, rules: bundle.rules.length },
    })
    await notify(tx, { kind: 'bundle', hash: bundle.hash })
  })

/**
 * Publishes the rule files of a folder with what people have decided beside them, and returns the bundle in force.
 * Values that the files take no more are left out for good and on record.
 * @throws with file, line and caret of every problem when a rule does not load.
 */
export const publishLibrary = async (db: Db, folder: string, now = new Date()): Promise<Bundle> => {
  const files = await readRuleFiles(folder)
  return db.transaction(async (tx) => {
    await lockBundles(tx)
    const { inputs, leftOut } = fitting(files, await readInputs(tx))
    const { bundle, problems } = makeBundle(partsOf(files, inputs))
    if (problems.length > 0) {
      const texts = new Map(files.map(({ path, text }) => [path, text]))
      const shown = problems.map((problem) => renderProblem(problem, texts.get(problem.path) ?? ''))
      throw new Error(`${problems.length} problems in the rules of ${folder}\n${shown.join('\n')}`)
    }
    if (leftOut.length > 0) {
      await writeInputs(tx, inputs)
      const detail = { leftOut }
      const record = { at: now, personId: 'system', issueId: null, fromState: null, toState: null, detail }
      await appendAction(tx, { ...record, kind: 'parameters-left-out' })
    }
    await publishBundle(tx, bundle, { personId: 'system', now })
    return bundle
  })
}
