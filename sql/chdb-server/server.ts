import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Session } from 'chdb'
import { lockFolder } from '../lock-folder.ts'
import { insertsNothing, readStatement } from './statement.ts'
import { failureOf } from './status.ts'

const compress = promisify(gzip)

export interface ChdbServer {
  url: string
  /** Waits for the requests under way, then gives the folder back. */
  close(): Promise<void>
}

/**
 * ClickHouse's HTTP interface over chDB, for development and tests with several processes on one data folder.
 * It asks for no password, so it listens on the loopback only and answers nobody who comes through a browser.
 * Results are whole in memory before they are sent; bodies are text formats. `session_id` is not kept.
 * @throws `FolderInUse` when another process holds the folder.
 */
export async function startChdbServer(where: { path: string; port: number }): Promise<ChdbServer> {
  const release = await lockFolder(where.path)
  // Loaded here and not above: a worker thread that only imports this file must not load the engine.
  const { Session, drainPending } = await import('chdb')
  // Every request has a session of its own, so no SET outlives it; this one keeps the engine open between them.
  const anchor = new Session(where.path)
  const server = createServer((request, response) => {
    answer(request, response, () => new Session(where.path)).catch((error) => refuse(response, error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(where.port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      await closed
      anchor.close()
      await drainPending()
      await release()
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, open: () => Session): Promise<void> {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  if (request.headers.origin !== undefined || !['127.0.0.1', 'localhost'].includes(host)) {
    response.writeHead(403).end('This development server answers programs on this machine, not pages.\n')
    return
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  if (path === '/ping') {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Ok.\n')
    return
  }
  if (path !== '/') {
    response.writeHead(404).end(`There is no handle ${path}\n`)
    return
  }
  const statement = await readStatement(request)
  if (statement.sql.trim() === '') {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Ok.\n')
    return
  }
  const headers = {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Query-Id': statement.queryId ?? randomUUID(),
    'X-ClickHouse-Server-Display-Name': 'chdb',
    'X-ClickHouse-Timezone': 'UTC',
  }
  if (insertsNothing(statement.sql)) {
    response.writeHead(200, { ...headers, 'X-ClickHouse-Summary': summary({ rows: 0, bytes: 0, seconds: 0 }) }).end()
    return
  }
  const session = open()
  try {
    for (const setting of statement.before) await session.queryAsync(setting)
    const result = await session.queryAsync(statement.sql, { format: statement.format })
    const read = { rows: result.rowsRead, bytes: result.bytesRead, seconds: result.elapsed }
    const bytes = Buffer.from(result.bytes())
    const zipped = wantsGzip(request)
    response.writeHead(200, {
      ...headers,
      'X-ClickHouse-Summary': summary(read),
      ...(zipped && { 'Content-Encoding': 'gzip' }),
    })
    response.end(zipped ? await compress(bytes) : bytes)
  } finally {
    session.close()
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const failure = failureOf(error)
  if (response.headersSent) {
    response.destroy()
    return
  }
  response
    .writeHead(failure.status, {
      'Content-Type': 'text/plain; charset=UTF-8',
      'X-ClickHouse-Exception-Code': failure.code,
    })
    .end(`${failure.message}\n`)
}

/** As ClickHouse does, compression is an offer of the request and a setting beside it. */
function wantsGzip(request: IncomingMessage): boolean {
  const enabled = new URL(request.url ?? '/', 'http://localhost').searchParams.get('enable_http_compression') === '1'
  return enabled && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
}

/** The client wants its numbers as texts. */
function summary(done: { rows: number; bytes: number; seconds: number }): string {
  return JSON.stringify({
    read_rows: String(done.rows),
    read_bytes: String(done.bytes),
    written_rows: '0',
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
    elapsed_ns: String(Math.round(done.seconds * 1e9)),
  })
}
