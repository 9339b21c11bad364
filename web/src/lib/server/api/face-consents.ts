import { consentTypes } from '@mingjing/sql/consents/entry.ts'
import { receiptProblems } from '@mingjing/sql/consents/judge-receipt.ts'
import { type Endpoint, list, moment, query, text } from './endpoint.ts'

/** The chain of consents over HTTP. */

const whole = { type: 'integer' }
const nullable = { type: ['string', 'null'] }
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const headProperties = {
  chain: { const: 'consents' },
  seq: { type: 'integer', description: 'how many entries' },
  hash: { ...hash, description: 'root of the Merkle tree (RFC 9162)' },
  signedAt: moment,
  publicKey: text,
  signature: text,
}
const receipt = {
  type: 'object',
  required: ['format', 'entry', 'facts', 'proof', 'head'],
  properties: {
    format: text,
    entry: { type: 'object' },
    facts: list({ type: 'object' }),
    proof: list(hash),
    head: { type: 'object', properties: headProperties },
  },
}

export const consentsFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/consents',
    summary: 'Consents given, used and withdrawn of a customer or a subject, in order of time',
    grant: 'consents:read',
    parameters: [query('customer', 'token of the customer'), query('subject', 'or a subject')],
    answer: {
      words: 'what lies in the caller’s units; the position is the id of a receipt',
      schema: {
        type: 'object',
        properties: {
          consents: list({
            type: 'object',
            properties: {
              position: { type: ['integer', 'null'] },
              hash: nullable,
              type: { enum: consentTypes },
              purpose: text,
              form: nullable,
              at: moment,
              customer: text,
              subject: text,
              orgunit: text,
              actor: nullable,
              footing: { enum: ['consented', 'never-given', 'withdrawn-before', null] },
              withdrawnAt: nullable,
            },
          }),
        },
      },
    },
  },
  {
    method: 'get',
    path: '/api/consents/{id}/receipt',
    summary: 'A receipt that proves one entry; who took it is on record',
    grant: 'consents:read',
    parameters: [
      { name: 'id', in: 'path', words: 'position on the chain', schema: whole },
      query('customer', 'given: the receipt names customer and subject', { enum: ['given', 'masked'] }),
    ],
    answer: { words: 'the receipt, or 404', schema: receipt },
  },
  {
    method: 'get',
    path: '/api/consents/head',
    summary: 'The signed head of the chain, with the proof that it goes on from an earlier one',
    grant: 'consents:read',
    parameters: [query('from', 'number of entries of the earlier head', whole)],
    answer: {
      words: 'the head; 404 when there were never so many entries',
      schema: { type: 'object', properties: { ...headProperties, consistency: { type: 'object' } } },
    },
  },
  {
    method: 'post',
    path: '/receipts/verify',
    summary: 'Whether a receipt is genuine, and whether the consent was withdrawn since; 429 when asked too often',
    grant: null,
    body: { types: ['application/json'], schema: receipt },
    answer: {
      words: 'the verdict',
      schema: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { enum: ['genuine', 'refused'] },
          problem: { enum: [...receiptProblems, 'not-on-chain'] },
          position: whole,
          signedAt: moment,
          facts: { type: 'object' },
          withdrawnAt: nullable,
        },
      },
    },
  },
]
