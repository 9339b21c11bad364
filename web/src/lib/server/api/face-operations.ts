import { type Endpoint, list, query, text } from './endpoint.ts'

/** Dead letters and reconciliation. */
export const operationsFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/dead-letters',
    summary: 'The newest dead letters, their texts masked; for the head office',
    grant: 'dead-letters:handle',
    parameters: [query('state', 'only those in this state', { enum: ['open', 'redriven', 'discarded'] })],
    answer: {
      words: 'dead letters',
      schema: { type: 'object', required: ['deadLetters'], properties: { deadLetters: list({ type: 'object' }) } },
    },
  },
  {
    method: 'post',
    path: '/api/dead-letters/{id}',
    summary: 'Read a dead letter, send it in again corrected, or give it up; each goes on record with its reason',
    grant: 'dead-letters:handle',
    parameters: [{ name: 'id', in: 'path', words: 'id of the dead letter', schema: text }],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['kind', 'reason'],
        properties: { kind: { enum: ['open', 'redrive', 'discard'] }, reason: text, text },
      },
    },
    answer: {
      words: 'the text, or the new state; 409 where it is not open, 422 with the field where the text is still wrong',
      schema: { type: 'object', properties: { text, state: text } },
    },
  },
  ...(['get', 'post'] as const).map(
    (method): Endpoint => ({
      method,
      path: '/api/reconcile',
      summary:
        method === 'get'
          ? 'What the last reconciliation found (head office only)'
          : 'Reconcile now: records, stored events, dead letters, rollups, hits, issues (head office only)',
      grant: 'operations:read',
      answer: {
        words: 'each check with the number of things compared and its differences; null before the first',
        schema: { type: 'object', properties: { reconciled: { type: ['object', 'null'] } } },
      },
    }),
  ),
]
