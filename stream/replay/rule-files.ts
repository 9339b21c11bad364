import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import type { RuleFile } from '@mingjing/rules/language/load.ts'
import { renderProblem } from '@mingjing/rules/language/problem.ts'

/** The rule files below a folder, `*.yaml` and `*.yml`. @throws when there is none. */
export const readRuleFiles = async (folder: string): Promise<RuleFile[]> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort()
  if (names.length === 0) throw new Error(`${folder} holds no rule files (*.yaml)`)
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return { path: path.split(sep).join('/'), text: await readFile(path, 'utf8') }
    }),
  )
}

/** A bundle of all rules below a folder. @throws with file, line and caret of every problem when one does not load. */
export const bundleFrom = async (folder: string): Promise<Bundle> => {
  const files = await readRuleFiles(folder)
  const { bundle, problems } = makeBundle({ files })
  if (problems.length === 0) return bundle
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const shown = problems.map((problem) => renderProblem(problem, texts.get(problem.path) ?? ''))
  throw new Error(`${problems.length} problems in the rules of ${folder}\n${shown.join('\n')}`)
}
