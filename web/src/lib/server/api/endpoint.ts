import type { TokenGrant } from '@mingjing/sql/postgres/schema.ts'

export interface Parameter {
  name: string
  in: 'query' | 'path'
  words: string
  schema: object
}

/** An endpoint as the world is told of it. The OpenAPI document is made from this table and from nothing else. */
export interface Endpoint {
  method: 'get' | 'post' | 'delete'
  path: string
  summary: string
  /** Null is open to everyone. */
  grant: TokenGrant | 'session' | null
  parameters?: Parameter[]
  body?: { types: string[]; schema: object }
  answer: { words: string; type?: string; schema: object }
}

export const text = { type: 'string' }
export const day = { type: 'string', format: 'date' }
export const moment = { type: 'string', format: 'date-time' }
export const query = (name: string, words: string, schema: object = text): Parameter => ({
  name,
  in: 'query',
  words,
  schema,
})
export const list = (items: object) => ({ type: 'array', items })
export const fen = { type: ['integer', 'null'], description: 'whole fen' }
