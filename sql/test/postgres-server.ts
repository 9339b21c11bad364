import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bin = '/usr/lib/postgresql/15/bin'

/** Why no private Postgres can be started here, or null when one can. In CI the lack of it is an error. */
export const noPostgres = (): string | null => {
  const reason = existsSync(`${bin}/initdb`) ? null : `${bin} is not installed`
  if (reason !== null && process.env.CI === 'true') throw new Error(`CI needs Postgres 15: ${reason}`)
  return reason
}

export interface PostgresServer {
  readonly url: string
  /** Stops it at once, like a crash, and starts it again on the same data and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A private Postgres 15 in a temporary folder on a free port. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const root = mkdtempSync(join(tmpdir(), 'mingjing-pg-'))
  const data = join(root, 'data')
  mkdirSync(data)
  const user = serverUser()
  if (user !== null) {
    chmodSync(root, 0o755)
    chownSync(data, user.uid, user.gid)
  }
  chmodSync(data, 0o700)
  const init = spawnSync(
    `${bin}/initdb`,
    ['-D', data, '-U', 'mingjing', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...user,
      cwd: data,
      encoding: 'utf8',
    },
  )
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`)
  const port = await freePort()
  const url = `postgres://mingjing@127.0.0.1:${port}/postgres`
  let server: ChildProcess

  const start = async () => {
    server = spawn(`${bin}/postgres`, ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'], {
      ...user,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let log = ''
    server.stderr!.on('data', (chunk) => {
      log += chunk
    })
    for (let tries = 0; ; tries++) {
      const ready = spawnSync(`${bin}/pg_isready`, ['-q', '-h', '127.0.0.1', '-p', String(port)])
      if (ready.status === 0) return
      if (server.exitCode !== null || tries === 100) throw new Error(`postgres did not start: ${log}`)
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((done) => {
      server.once('exit', () => done())
      server.kill(signal)
    })

  await start()
  return {
    url,
    restart: async () => {
      await end('SIGQUIT')
      await start()
    },
    stop: async () => {
      await end('SIGQUIT')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Postgres refuses to run as root; then its own user runs it. */
const serverUser = (): { uid: number; gid: number } | null => {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string) => {
    for (const name of ['postgres', 'nobody']) {
      const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
      if (status === 0) return Number(stdout)
    }
    throw new Error('no user to run Postgres as')
  }
  return { uid: id('-u'), gid: id('-g') }
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done((address as { port: number }).port))
    })
  })
