import type { Role } from '@mingjing/sql/postgres/schema.ts'
import Ajv from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { inner, ours, reach } from '../doors/house.ts'
import { columns, everyone, matrix } from '../matrix.ts'
import { fromSchema, hostileTexts, type Schema } from './from-schema.ts'
import { bodies, wrongTypes } from './misuse.ts'

/** S6: every operation of our own OpenAPI document, asked as it says and otherwise. */

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Whom the requests come from, and the names of what there is. */
export interface Ground {
  readonly url: string
  readonly cookies: Readonly<Record<Role, string>>
  /** A token with every grant. */
  readonly token: string
  readonly known: readonly string[]
}

export interface Report {
  readonly requests: number
  /** How often each status came. */
  readonly statuses: Readonly<Record<number, number>>
  /** Operations that took something as the document says. */
  readonly taken: ReadonlySet<string>
  readonly broken: readonly string[]
}

interface Asked {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: Uint8Array<ArrayBuffer>
}

/** Requests of one operation, drawn by seed; a body is asked about twice as often. */
const most = 8
/** They look at the whole bank each time. */
const seldom: Readonly<Record<string, number>> = { 'post /api/reconcile': 1, 'get /api/branch/wall': 3 }
const atOnce = 4

export async function fuzzFace(document: Document, ground: Ground, seed: number): Promise<Report> {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const statuses: Record<number, number> = {}
  const taken = new Set<string>()
  const broken: string[] = []
  let requests = 0
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`
      const numRuns = seldom[name] ?? (operation.requestBody ? 2 * most : most)
      const asked = fc.sample(requestsOf(path, method, operation, ground), { seed, numRuns })
      const ask = async ({ path: at, headers, body }: Asked) => {
        requests += 1
        const answer = await reach(ground.url + at, { method, headers, body, redirect: 'manual' })
        const text = await answer.text()
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
        if (answer.ok) taken.add(name)
        const problem = problemOf(ajv, operation, answer, text)
        if (problem !== null)
          broken.push(
            `${name}: ${problem}\n  ${at.slice(0, 300)} ${JSON.stringify(headers)} ` +
              `${body ? new TextDecoder().decode(body).slice(0, 300) : ''}\n  ${answer.status} ${text.slice(0, 300)}`,
          )
      }
      for (let n = 0; n < asked.length; n += atOnce) await Promise.all(asked.slice(n, n + atOnce).map(ask))
    }
  return { requests, statuses, taken, broken }
}

function problemOf(ajv: Ajv, { responses }: Operation, answer: Response, text: string): string | null {
  if (answer.status >= 500) return 'a fault'
  if (inner.test(text)) return 'it shows what is inside'
  const promised = responses[answer.status] ?? (answer.status >= 400 ? responses['4XX'] : undefined)
  if (promised?.content === undefined) return 'a status the document does not know'
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  // A stream that is asked for once is JSON.
  if (type === 'application/json' && 'text/event-stream' in promised.content) return null
  const content = promised.content[type] ?? (answer.ok ? promised.content['application/octet-stream'] : undefined)
  if (content === undefined) return `${type} instead of ${Object.keys(promised.content)}`
  if (type !== 'application/json') return null
  const check = ajv.compile(content.schema)
  return check(JSON.parse(text)) ? null : ajv.errorsText(check.errors)
}

function requestsOf(path: string, method: string, operation: Operation, ground: Ground): fc.Arbitrary<Asked> {
  const { parameters = [], requestBody } = operation
  const value = (schema: Schema) =>
    fc
      .oneof(fromSchema(schema, ground.known), fc.constantFrom(...hostileTexts))
      .map((each) => String(each).toWellFormed())
  const places = parameters.filter((each) => each.in === 'path')
  const filled = fc.tuple(...places.map(({ schema }) => value(schema))).map((values) =>
    // A dot is no name of anything: `..` would be another path.
    places
      .reduce((made, { name }, i) => made.replace(`{${name}}`, encodeURIComponent(values[i]!) || 'x'), path)
      .replaceAll(/\/\.+(?=\/|$)/g, '/x'),
  )
  const asks = parameters.filter((each) => each.in === 'query')
  const query = fc.record(Object.fromEntries(asks.map(({ name, schema }) => [name, value(schema)])), {
    requiredKeys: [],
  })
  const beside = fc.constantFrom(
    '',
    '',
    '',
    'x[]=1',
    '__proto__=1',
    'q=%E0%A4%A',
    'limit=NaN&limit=2',
    'cursor=~',
    '&&==',
  )
  const types = Object.keys(requestBody?.content ?? {})
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema
  return fc
    .record({
      filled,
      query,
      beside,
      who: callersOf(path, ground),
      type: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...types, 'application/json') },
        fc.constantFrom(...wrongTypes),
      ),
      body: schema === undefined ? fc.constant(undefined) : bodies(schema, ground.known),
    })
    .map((drawn) => {
      const asked = new URLSearchParams(drawn.query as Record<string, string>)
      if (path === '/api/live') asked.set('once', '')
      const text = [asked.toString(), drawn.beside].filter((each) => each !== '').join('&')
      return {
        path: drawn.filled + (text === '' ? '' : `?${text}`),
        headers: { ...drawn.who, ...(method === 'get' || drawn.type === null ? {} : { 'content-type': drawn.type }) },
        ...(drawn.body === undefined ? {} : { body: new Uint8Array(drawn.body) }),
      }
    })
}

/** Mostly somebody who may, so that more is tried than the door. */
function callersOf(path: string, { cookies, token }: Ground): fc.Arbitrary<Record<string, string>> {
  const { people, grants = [] } = matrix[path.replaceAll('{', '[').replaceAll('}', ']')]!
  const may = [...(people === everyone ? 'L' : people)]
    .filter((letter) => letter !== '-')
    .map((letter) => columns[letter]!)
  const as = (cookie: string) => ({ ...ours, cookie })
  const permitted = [
    ...may.map((role) => as(cookies[role])),
    ...(grants.length > 0 ? [{ authorization: `Bearer ${token}` }] : []),
  ]
  const others = [{ ...ours }, as('auth_session=x'), { authorization: 'Bearer x' }, as(cookies.admin)]
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...permitted) }, fc.constantFrom(...others))
}
