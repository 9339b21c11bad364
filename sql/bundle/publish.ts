import { type Bundle, bundleSource, makeBundle, type ParameterTable } from '@mingjing/rules/bundle/bundle.ts'
import { renderProblem } from '@mingjing/rules/language/problem.ts'
import { appendAction } from '../audit/chain.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { bundles } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import { readSetting } from '../settings/settings.ts'
import { readRuleFiles } from './rule-files.ts'

/** Where the values of parameters that differ by unit are kept. */
export const parametersKey = 'parameters'

/** Puts a bundle in force: the next plan judges by it. Publishing the one in force again changes nothing. */
export const publishBundle = async (db: Db, bundle: Bundle, by: { personId: string; now: Date }): Promise<void> => {
  if ((await currentBundle(db))?.hash === bundle.hash) return
  await db.transaction(async (tx) => {
    await tx
      .insert(bundles)
      .values({ hash: bundle.hash, source: bundleSource(bundle), publishedAt: by.now, publishedBy: by.personId })
      .onConflictDoUpdate({ target: bundles.hash, set: { publishedAt: by.now, publishedBy: by.personId } })
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
}

/**
 * Publishes the rule files of a folder with the parameters the units have set, and returns the bundle in force.
 * @throws with file, line and caret of every problem when a rule does not load.
 */
export const publishLibrary = async (db: Db, folder: string, now = new Date()): Promise<Bundle> => {
  const files = await readRuleFiles(folder)
  const parameters = (await readSetting<ParameterTable>(db, parametersKey)) ?? {}
  const { bundle, problems } = makeBundle({ files, parameters })
  if (problems.length > 0) {
    const texts = new Map(files.map(({ path, text }) => [path, text]))
    const shown = problems.map((problem) => renderProblem(problem, texts.get(problem.path) ?? ''))
    throw new Error(`${problems.length} problems in the rules of ${folder}\n${shown.join('\n')}`)
  }
  await publishBundle(db, bundle, { personId: 'system', now })
  return bundle
}
