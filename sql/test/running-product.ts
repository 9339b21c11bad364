import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = fileURLToPath(new URL('../../mingjing.ts', import.meta.url))

export interface RunningProduct {
  url: string
  /** What it printed so far. */
  printed(): string
  /** Where its stores lie. */
  readonly data: string
  /** Ends it in order and leaves its data. */
  halt(): Promise<void>
  /** Ends it in order and removes its data. */
  stop(): Promise<void>
}

export interface Start {
  environment?: Record<string, string>
  /** Puts something into the data folder before the product opens it. */
  prepare?(dataFolder: string): Promise<void>
}

/** `mingjing up` as anybody starts it, embedded, on a free port over a new folder; ready when `/healthz` says so. */
export async function startProduct({ environment = {}, prepare }: Start): Promise<RunningProduct> {
  const folder = mkdtempSync(`${tmpdir()}/mingjing-product-`)
  const data = `${folder}/data`
  await prepare?.(data)
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { KAFKA_BROKERS: _, CLICKHOUSE_URL: __, DATABASE_URL: ___, ...inherited } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, 'up'], {
    cwd: root,
    env: { ...inherited, MINGJING_LOG: 'warn', ...environment, PORT: String(port), MINGJING_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)
  child.once('exit', () => process.off('exit', orphan))
  const stop = async () => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await healthy(child, url)
  } catch (error) {
    await stop()
    throw new Error(`${error instanceof Error ? error.message : error}; it printed:\n${output.slice(-4000)}`)
  }
  return { url, printed: () => output, data, halt: () => end(child), stop }
}

async function healthy(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 180_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the product ended with status ${child.exitCode}`)
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok && !((await answer.json()) as { seeding: unknown }).seeding) return
    await sleep(200)
  }
  throw new Error('the product was not ready in three minutes')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await gone
  clearTimeout(late)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
