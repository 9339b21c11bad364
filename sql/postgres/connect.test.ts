import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, type PostgresServer, startPostgres } from '../test/postgres-server.ts'
import { openPostgres, type Postgres } from './connect.ts'
import { migratePostgres } from './migrate.ts'
import { rowsOf } from './rows.ts'
import { orgUnits, snapshots, vault } from './schema.ts'

const behaves = (open: () => Promise<Postgres>) => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await open()
  })
  afterAll(() => postgres.close())

  test('migrations apply once', async () => {
    expect(await migratePostgres(postgres)).toContain('0000_start.sql')
    expect(await migratePostgres(postgres)).toEqual([])
  })

  test('bytes, moments, arrays and whole numbers come back as they went in', async () => {
    const sealed = new Uint8Array([0, 1, 254, 255])
    const createdAt = new Date('2026-03-01T02:03:04.567Z')
    await postgres.db.insert(vault).values({ token: 'tok_a', field: 'mobile', sealed, createdAt })
    const [row] = await postgres.db.select().from(vault)
    expect([...row!.sealed]).toEqual([...sealed])
    expect(row!.createdAt).toEqual(createdAt)
    await postgres.db
      .insert(snapshots)
      .values({ topic: 't', partition: 0, seq: 9_007_199_254_740_991, ruleSet: 'r', state: sealed, checksum: 'c' })
    expect((await postgres.db.select().from(snapshots))[0]!.seq).toBe(9_007_199_254_740_991)
  })

  test('a transaction that throws leaves nothing', async () => {
    const attempt = postgres.db.transaction(async (tx) => {
      await tx.insert(orgUnits).values({ id: 'hq', kind: 'head-office', zh: '总行', en: 'Head office' })
      throw new Error('no')
    })
    await expect(attempt).rejects.toThrow('no')
    expect(await postgres.db.select().from(orgUnits)).toEqual([])
  })

  test('NOTIFY is heard when its transaction commits, and not when it rolls back', async () => {
    const heard: string[] = []
    const stop = await postgres.listen('mingjing', (payload) => heard.push(payload))
    await postgres.db
      .transaction(async (tx) => {
        await tx.execute(sql`select pg_notify('mingjing', 'lost')`)
        throw new Error('rolled back')
      })
      .catch(() => {})
    await postgres.db.transaction((tx) => tx.execute(sql`select pg_notify('mingjing', '明镜')`))
    await expect.poll(() => heard).toEqual(['明镜'])
    await stop()
  })

  test('rows of hand-written queries', async () => {
    expect(await rowsOf(postgres.db, sql`select 1::int as a, 'x' as b`)).toEqual([{ a: 1, b: 'x' }])
  })
}

describe('PGlite', () => behaves(() => openPostgres({ memory: true })))

const absent = noPostgres()
describe.skipIf(absent !== null)(`Postgres 15${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  behaves(() => openPostgres({ url: server.url }))

  test('who listens is told when the connection was lost meanwhile, and hears again', async () => {
    const postgres = await openPostgres({ url: server.url })
    const heard: string[] = []
    let begun = 0
    const stop = await postgres.listen(
      'mingjing',
      (payload) => heard.push(payload),
      () => {
        begun += 1
      },
    )
    expect(begun).toBe(1)
    await postgres.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'`)
    await expect.poll(() => begun, { timeout: 20_000 }).toBe(2)
    await postgres.db.execute(sql`select pg_notify('mingjing', 'again')`)
    await expect.poll(() => heard).toEqual(['again'])
    await stop()
    await postgres.close()
  })
})

test('a folder another process holds is refused with a clear message', async () => {
  const root = mkdtempSync(join(tmpdir(), 'mingjing-lock-'))
  const path = join(root, 'pg')
  const script = `import { lockFolder } from ${JSON.stringify(new URL('../lock-folder.ts', import.meta.url).href)}
    await lockFolder(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await new Promise((held) => holder.stdout.once('data', held))
    await expect(openPostgres({ path })).rejects.toThrow(/another Mingjing process is using/)
    holder.kill('SIGKILL')
    await new Promise((gone) => holder.once('exit', gone))
    const postgres = await openPostgres({ path })
    await postgres.close()
  } finally {
    holder.kill('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  }
})
