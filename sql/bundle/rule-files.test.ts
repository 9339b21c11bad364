import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRuleFiles } from './rule-files.ts'

const room = mkdtempSync(join(tmpdir(), 'mingjing-files-'))
afterAll(() => rmSync(room, { recursive: true }))
const write = (path: string, text: string) => {
  mkdirSync(join(room, path, '..'), { recursive: true })
  writeFileSync(join(room, path), text)
}
const paths = async (folder: string) =>
  (await readRuleFiles(join(room, folder))).map(({ path }) => path.split('/').slice(1).join('/'))

test('flows beside a folder are read when one of its rules asks for a flow', async () => {
  write('flows/card.yaml', 'kind: flow-graph\n')
  write('library/limit/jump.yaml', 'kind: match\n')
  expect(await paths('library')).toEqual(['library/limit/jump.yaml'])
  write('library/limit/order.yaml', 'kind: flow # of a case\n')
  expect(await paths('library')).toEqual(['library/limit/jump.yaml', 'library/limit/order.yaml', 'flows/card.yaml'])
})

test('a folder without rules is told', async () => {
  mkdirSync(join(room, 'empty'))
  await expect(readRuleFiles(join(room, 'empty'))).rejects.toThrow(/holds no rule files/)
})
