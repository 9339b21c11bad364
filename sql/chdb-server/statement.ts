import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

/** One HTTP request in the terms of the engine. */
export interface Statement {
  sql: string
  /** Statements that put the request's database, settings and parameters in place, in a session of its own. */
  before: string[]
  /** Output format of a query that names none. */
  format: string
  queryId: string | undefined
}

/** URL parameters of ClickHouse's HTTP interface that are neither settings nor parameters of the query. */
const ofTheInterface = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'session_id',
  'session_timeout',
  'session_check',
  'role',
  'stacktrace',
  'buffer_size',
  'compress',
  'decompress',
  'wait_end_of_query',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_buffer_size',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'add_http_cors_header',
])

/**
 * Reads a request as ClickHouse does: the body follows `?query=` on a new line, every other URL parameter is a setting,
 * `param_x` (in the escaped text form) is the value of `{x:Type}`, and a GET may only read.
 */
export async function readStatement(request: IncomingMessage): Promise<Statement> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const given = url.searchParams
  const body = await readBody(request)
  const query = given.get('query')
  const before: string[] = []
  const database = given.get('database') ?? header(request, 'x-clickhouse-database')
  if (database && database !== 'default') before.push(`USE ${identifier(database)}`)
  for (const [name, value] of given) {
    if (!ofTheInterface.has(name)) before.push(`SET ${identifier(name)} = ${literal(value)}`)
  }
  if (request.method === 'GET') before.push('SET readonly = 2')
  return {
    sql: query === null ? body : body === '' ? query : `${query}\n${body}`,
    before,
    format: given.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated',
    queryId: given.get('query_id') ?? undefined,
  }
}

/** A server takes an INSERT without rows as nothing to do; the embedded engine calls it an error. */
export function insertsNothing(sql: string): boolean {
  return /^\s*INSERT\s+INTO\b/i.test(sql) && /\bFORMAT\s+\w+\s*$/i.test(sql)
}

export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function readBody(request: IncomingMessage): Promise<string> {
  const stream = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
