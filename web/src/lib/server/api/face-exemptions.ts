import { day, type Endpoint, list, query, text } from './endpoint.ts'

/** Exemptions over HTTP. */

const nullable = (type: string) => ({ type: [type, 'null'] })
const target = {
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'rule', 'orgunit'],
      properties: {
        kind: { enum: ['rule', 'subject', 'partner', 'outlet', 'staff'] },
        rule: text,
        orgunit: { type: 'string', description: 'it holds for this unit and those below it' },
        value: { type: 'string', description: 'the subject, partner, outlet or staff id' },
      },
    },
    { type: 'object', required: ['kind', 'issue'], properties: { kind: { const: 'issue' }, issue: text } },
  ],
}
const exemptionSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    kind: text,
    state: { enum: ['proposed', 'approved', 'refused', 'withdrawn', 'ended'] },
    rules: list({ type: 'object' }),
    issueId: nullable('string'),
    orgunit: text,
    reason: text,
    evidence: text,
    since: { ...nullable('integer'), description: 'epoch ms; null until it is approved' },
    until: { type: 'integer', description: 'epoch ms, the first moment at which it holds no more' },
    hits: { type: 'integer', description: 'hits it has kept from opening an issue' },
    amount: { type: 'integer', description: 'of these, whole fen' },
    barred: { type: 'object', description: 'for each step why the caller may not, or null' },
  },
}
const outcome = { type: 'object', properties: { id: { type: 'integer' }, state: text } }

export const exemptionsFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/exemptions',
    summary: 'Exemptions, the newest first (people only)',
    grant: 'session',
    parameters: [query('phase', 'only these', { enum: ['waiting', 'holding', 'over'] })],
    answer: {
      words: 'at most 200 exemptions',
      schema: { type: 'object', required: ['exemptions'], properties: { exemptions: list(exemptionSchema) } },
    },
  },
  {
    method: 'post',
    path: '/api/exemptions',
    summary:
      'Ask that a rule opens no issue for a time; it keeps nothing until somebody else approves it (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['target', 'until', 'reason', 'evidence'],
        properties: { target, until: { ...day, description: 'the last day' }, reason: text, evidence: text },
      },
    },
    answer: { words: 'the request; a refusal is 403, 404, 409 or 422 with its reason', schema: outcome },
  },
  {
    method: 'post',
    path: '/api/exemptions/{id}',
    summary:
      'Approve or refuse what another asked for, withdraw what oneself did, end one early or take it back (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'number of the exemption', schema: { type: 'integer' } }],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['step'],
        properties: {
          step: { enum: ['approve', 'refuse', 'withdraw', 'end', 'take-back'] },
          note: { type: 'string', description: 'needed but to withdraw' },
        },
      },
    },
    answer: { words: 'the new state; a refusal is 403, 404, 409 or 422 with its reason', schema: outcome },
  },
]
