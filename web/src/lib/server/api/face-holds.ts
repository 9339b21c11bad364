import { holdKinds } from '@mingjing/sql/postgres/retention-tables.ts'
import { type Endpoint, text } from './endpoint.ts'

/** Holds over HTTP. */

const outcome = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }

export const holdsFace: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/api/holds',
    summary: 'Place a hold: from now on nothing of what it lies on is deleted (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['kind', 'value', 'reason', 'reference'],
        properties: {
          kind: { enum: [...holdKinds] },
          value: { type: 'string', description: 'its id, as events name it' },
          reason: text,
          reference: { type: 'string', description: 'number of the letter it rests on' },
        },
      },
    },
    answer: { words: 'its number; a refusal is 403, 404, 409 or 422 with its reason', schema: outcome },
  },
  {
    method: 'post',
    path: '/api/holds/{id}',
    summary: 'Lift a hold that another person placed (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'number of the hold', schema: { type: 'integer' } }],
    body: {
      types: ['application/json'],
      schema: { type: 'object', required: ['step', 'reason'], properties: { step: { const: 'lift' }, reason: text } },
    },
    answer: { words: 'its number; a refusal is 403, 404, 409 or 422 with its reason', schema: outcome },
  },
]
