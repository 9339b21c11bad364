import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { renderProblem } from '@mingjing/rules/language/problem.ts'
import { readRuleFiles } from '@mingjing/sql/bundle/rule-files.ts'

/** A bundle of all rules below a folder. @throws with file, line and caret of every problem when one does not load. */
export const bundleFrom = async (folder: string): Promise<Bundle> => {
  const files = await readRuleFiles(folder)
  const { bundle, problems } = makeBundle({ files })
  if (problems.length === 0) return bundle
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const shown = problems.map((problem) => renderProblem(problem, texts.get(problem.path) ?? ''))
  throw new Error(`${problems.length} problems in the rules of ${folder}\n${shown.join('\n')}`)
}
