import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuleFile } from '@mingjing/rules/language/load.ts'

/**
 * The rule files of a folder and of those in it, by path; paths begin with `folder` as it was given, so that a problem
 * names the file as its author does.
 * @throws when the folder cannot be read or holds no rule.
 */
export async function readRuleFiles(folder: string): Promise<RuleFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (paths.length === 0) throw new Error(`${folder} holds no rule files (*.yaml)`)
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })))
}
