import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { openClickHouse } from '../clickhouse/connect.ts'
import { dataFolderPath } from '../data-folder.ts'
import { openPostgres } from '../postgres/connect.ts'

/** One thing looked at: `fail` stops the product, `warn` limits it. */
interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly said: string
}

/** Older servers repeat rows into views when a repaired insert comes again. */
const oldestClickHouse = [26, 2] as const
const oldestPostgres = 15
const roomNeeded = 2 * 1024 ** 3

/** Prints what this machine and the configured stores can do; exit status 1 when something would stop the product. */
export async function doctorCommand(): Promise<void> {
  const findings = await Promise.all([nodeVersion(), dataFolder(), clickHouse(), postgres()])
  for (const { what, state, said } of findings) console.log(`${state.padEnd(4)}  ${what.padEnd(12)} ${said}`)
  if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1
}

const nodeVersion = async (): Promise<Finding> => {
  const major = Number(process.versions.node.split('.')[0])
  return { what: 'Node', state: major >= 24 ? 'ok' : 'fail', said: process.version }
}

const dataFolder = async (): Promise<Finding> => {
  const path = dataFolderPath()
  const what = 'data folder'
  try {
    await mkdir(path, { recursive: true })
    await access(path, constants.W_OK)
    const { bavail, bsize } = await statfs(path)
    const free = bavail * bsize
    const said = `${path}, ${(free / 1024 ** 3).toFixed(1)} GiB free`
    return { what, state: free < roomNeeded ? 'warn' : 'ok', said }
  } catch (error) {
    return { what, state: 'fail', said: messageOf(error) }
  }
}

const clickHouse = async (): Promise<Finding> => {
  const url = process.env.CLICKHOUSE_URL
  const what = 'ClickHouse'
  if (!url) {
    try {
      await import('chdb/connection')
      return { what, state: 'ok', said: 'embedded (chDB loads)' }
    } catch (error) {
      return { what, state: 'fail', said: `chDB does not load: ${messageOf(error)}` }
    }
  }
  try {
    const store = await openClickHouse({ url })
    const [row] = await store.query<{ version: string }>('SELECT version() AS version')
    await store.close()
    const [major = 0, minor = 0] = (row?.version ?? '').split('.').map(Number)
    const old = major < oldestClickHouse[0] || (major === oldestClickHouse[0] && minor < oldestClickHouse[1])
    const said = `server ${row?.version}`
    return old
      ? { what, state: 'fail', said: `${said}; at least ${oldestClickHouse.join('.')} is needed` }
      : { what, state: 'ok', said }
  } catch (error) {
    return { what, state: 'fail', said: `CLICKHOUSE_URL: ${messageOf(error)}` }
  }
}

const postgres = async (): Promise<Finding> => {
  const url = process.env.DATABASE_URL
  const what = 'Postgres'
  if (!url) return { what, state: 'ok', said: 'embedded (PGlite; kill -9 is covered, power loss is not)' }
  try {
    const store = await openPostgres({ url })
    const rows = await store.db.execute("SELECT current_setting('server_version_num')::int / 10000 AS major")
    await store.close()
    const major = Number((rows as unknown as { major: number }[])[0]?.major)
    return major < oldestPostgres
      ? { what, state: 'fail', said: `server ${major}; at least ${oldestPostgres} is needed` }
      : { what, state: 'ok', said: `server ${major}` }
  } catch (error) {
    return { what, state: 'fail', said: `DATABASE_URL: ${messageOf(error)}` }
  }
}

const messageOf = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(messageOf).join('; ')
    : error instanceof Error
      ? error.message
      : String(error)
