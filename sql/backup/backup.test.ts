import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { holdDataFolder } from '../data-folder.ts'
import { backupCommand, restoreCommand } from './command.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'mingjing-backup-'))
const [bank, copy, again] = ['bank', 'copy', 'again'].map((name) => join(folder, name)) as [string, string, string]
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  for (const name of ['CLICKHOUSE_URL', 'DATABASE_URL', 'KAFKA_BROKERS']) vi.stubEnv(name, '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs statements on the stores of a folder in a process of their own: chDB opens one folder in a process. */
const at = async (path: string, statements: string): Promise<string> => {
  const script = `
    import { readSetting, writeSetting } from '@mingjing/sql/settings/settings.ts'
    import { openStores } from '@mingjing/sql/stores.ts'
    const { postgres: { db }, clickhouse, keys, close } = await openStores({}, ${JSON.stringify(path)})
    ${statements}
    await close()`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  return stdout.trim()
}
const said = `console.log(JSON.stringify([
  await readSetting(db, 'kept'),
  await clickhouse.query("SELECT sum(seq) AS n FROM blocks WHERE topic = 'kept'"),
  Buffer.from(keys.sealing).toString('hex'),
]))`

test('what was backed up is there after a restore, in every store', async () => {
  const before = await at(
    bank,
    `await writeSetting(db, 'kept', { is: 'here' })
    await clickhouse.insert('blocks', [{ topic: 'kept', partition: 0, seq: 7 }], { token: 'kept:0:7:blocks' })
    ${said}`,
  )
  expect(before).toContain('[{"is":"here"},[{"n":7}],"')
  vi.stubEnv('MINGJING_DATA', bank)
  await backupCommand({ out: copy })
  vi.stubEnv('MINGJING_DATA', again)
  await restoreCommand({ from: copy })
  expect(await at(again, said)).toBe(before)
  await expect(restoreCommand({ from: copy })).rejects.toThrow('is not empty')
})

test('a folder in use is not backed up, and a changed backup is not restored', async () => {
  vi.stubEnv('MINGJING_DATA', bank)
  const held = await holdDataFolder(bank)
  await expect(backupCommand({ out: join(folder, 'other') })).rejects.toThrow('another Mingjing process')
  await held.release()

  const [key] = readdirSync(join(copy, 'keys'))
  writeFileSync(join(copy, 'keys', key!), 'changed')
  vi.stubEnv('MINGJING_DATA', join(folder, 'third'))
  await expect(restoreCommand({ from: copy })).rejects.toThrow(`keys/${key} was changed`)
})
