import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { RuleFile } from '@mingjing/rules/language/load.ts'

/**
 * The files of rules, lists and flows below a folder (`*.yaml`, `*.yml`), by path, and the flows that lie beside it in
 * `../flows` when one of its rules asks for a flow. Paths begin with the last two parts of the folder's own, as in
 * `rules/library/limit/jump.yaml`: a stored bundle must not tell where it was installed.
 * @throws when there is none.
 */
export const readRuleFiles = async (folder: string): Promise<RuleFile[]> => {
  const files = await filesBelow(folder)
  if (files.length === 0) throw new Error(`${folder} holds no rule files (*.yaml)`)
  const beside = join(dirname(folder), 'flows')
  const asked = files.some(({ text }) => /^kind:[ \t]*flow[ \t]*(#.*)?$/m.test(text))
  return asked && existsSync(beside) ? [...files, ...(await filesBelow(beside))] : files
}

const filesBelow = async (folder: string): Promise<RuleFile[]> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort()
  const shown = `${basename(dirname(folder))}/${basename(folder)}`
  return Promise.all(
    names.map(async (name) => ({
      path: `${shown}/${name.split(sep).join('/')}`,
      text: await readFile(join(folder, name), 'utf8'),
    })),
  )
}
