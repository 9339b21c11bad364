import type { Role } from '@mingjing/sql/postgres/schema.ts'
import type { RunningProduct } from '@mingjing/sql/test/running-product.ts'

export interface Call extends RequestInit {
  duplex?: 'half'
}
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** The running product whose doors the tests of this folder try, one boot for all of them. */
export interface House {
  readonly product: RunningProduct
  /** A session of somebody in each role. */
  readonly cookies: Readonly<Record<Role, string>>
  /** An answer of the product, which is no fault and shows no stack. */
  call(path: string, init?: Call): Promise<Answer>
  /** Signs in by name and the password of everybody. */
  signIn(login: string): Promise<{ status: number; cookie?: string }>
}

/** What a browser says of a request that our own pages make. */
export const ours = { 'sec-fetch-site': 'same-origin' }

/** What no answer may hold: a stack, a module's place, SQL. */
export const inner = /\n\s+at |node_modules|SELECT |select "/

/** A path on which a route answers; the parts it names are of nobody. */
export const pathOf = (route: string): string =>
  route
    .replace(/\/\([^)]*\)/g, '')
    .replace('/indicators/[id]', '/indicators/supervision.hits')
    .replaceAll(/\[\w+\]/g, 'x') || '/'

/** A connection the server closed after refusing a body may still lie in the client's pool: one more try finds another. */
export const reach = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch((error: { cause?: { code?: string } }) => {
    if (error.cause?.code !== 'ECONNRESET') throw error
    return fetch(url, init)
  })
