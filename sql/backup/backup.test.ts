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
    import { attach } from '@mingjing/sql/attachments/add.ts'
    import { readAttachment } from '@mingjing/sql/attachments/read.ts'
    import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
    import { fillBank, hitFor, scopeFor } from '@mingjing/sql/test/bank.ts'
    import { openStores } from '@mingjing/sql/stores.ts'
    const { postgres, postgres: { db }, clickhouse, keys, close } = await openStores({}, ${JSON.stringify(path)})
    ${statements}
    await close()`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  return stdout.trim()
}
const said = `const attached = async () => {
  const [file] = await db.query.attachments.findMany()
  const read = await readAttachment(db, scopeFor('officer'), file.issueId, file.id)
  return [read.kind, Buffer.concat(await Array.fromAsync(read.pieces)).toString()]
}
const { rowsOf } = await import('@mingjing/sql/postgres/rows.ts')
const { sql } = await import('drizzle-orm')
// Of every table there is, whatever is added later: how many rows, and a hash of all of them.
const hashes = {}
for (const { name } of await rowsOf(db, sql\`select table_schema || '.' || table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1\`)) {
  const [row] = await rowsOf(db, sql.raw(\`select count(*)::int as n, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from \${name} t\`))
  hashes[name] = row.n + ' ' + row.hash
}
for (const { name } of await clickhouse.query("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View' AND NOT startsWith(name, '.') ORDER BY name")) {
  const [row] = await clickhouse.query(\`SELECT count() AS n, toString(groupBitXor(cityHash64(toString(tuple(*))))) AS hash FROM \${name}\`)
  hashes['clickhouse ' + name] = row.n + ' ' + row.hash
}
console.log(JSON.stringify([
  hashes,
  await readSetting(db, 'kept'),
  await clickhouse.query("SELECT sum(seq) AS n FROM blocks WHERE topic = 'kept'"),
  await attached(),
  Buffer.from(keys.sealing).toString('hex'),
]))`

test('what was backed up is there after a restore, in every table of every store', async () => {
  const before = await at(
    bank,
    `await writeSetting(db, 'kept', { is: 'here' })
    await fillBank(postgres)
    const now = new Date(0)
    const { opened } = await db.transaction((tx) => openIssuesFromHits(tx, [hitFor({ hitId: 'kept' })], now))
    await attach(db, scopeFor('officer'), opened[0], { name: 'kept.txt', content: Buffer.from('kept') }, { now })
    await clickhouse.insert('blocks', [{ topic: 'kept', partition: 0, seq: 7 }], { token: 'kept:0:7:blocks' })
    ${said}`,
  )
  expect(before).toContain(',{"is":"here"},[{"n":7}],["content","kept"],"')
  const [hashes] = JSON.parse(before) as [Record<string, string>]
  const full = Object.keys(hashes).filter((name) => !hashes[name]!.startsWith('0 '))
  const some = [
    'public.issues',
    'public.attachment_parts',
    'public.issue_actions',
    'public.settings',
    'clickhouse blocks',
  ]
  expect(full).toEqual(expect.arrayContaining(some))
  expect(Object.keys(hashes)).toEqual(expect.arrayContaining(['public.legal_holds', 'public.vault', 'clickhouse hits']))
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
