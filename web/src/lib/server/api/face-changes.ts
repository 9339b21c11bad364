import { day, type Endpoint, list, query, text } from './endpoint.ts'

/** Changes of parameters and lists over HTTP. */

const nullable = (type: string) => ({ type: [type, 'null'] })
const parameterValue = { type: ['number', 'string', 'boolean', 'null'], description: 'null: no value of its own' }
const entrySchema = {
  type: 'object',
  required: ['value', 'reason'],
  properties: { value: text, from: day, to: day, reason: text },
}

const proposalSchema = {
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'rule', 'parameter', 'orgunit', 'value'],
      properties: { kind: { const: 'parameter' }, rule: text, parameter: text, orgunit: text, value: parameterValue },
    },
    {
      type: 'object',
      required: ['kind', 'list', 'entry', 'after'],
      properties: {
        kind: { const: 'list' },
        list: text,
        entry: {
          type: ['object', 'null'],
          description: 'the entry to end or correct, by value and first day; null adds one',
          properties: { value: text, from: { ...nullable('string'), format: 'date' } },
        },
        after: entrySchema,
      },
    },
    {
      type: 'object',
      required: ['kind', 'indicator', 'orgunit', 'product', 'month', 'value'],
      properties: {
        kind: { const: 'goal' },
        indicator: text,
        orgunit: text,
        product: { type: 'string', description: 'empty for all products' },
        month: { type: 'string', description: '2026-11' },
        value: { type: ['integer', 'null'], description: 'in the unit of the indicator; null takes it away' },
      },
    },
    {
      type: 'object',
      required: ['kind', 'shares'],
      properties: {
        kind: { const: 'shares' },
        shares: {
          type: 'object',
          required: ['all', 'strata'],
          description: 'of decisions judged a second time, 0 to 1',
          properties: {
            all: { type: 'number' },
            strata: {
              type: 'object',
              description: 'of a stage and severity, by `stage/severity`',
              additionalProperties: { type: 'number' },
            },
          },
        },
      },
    },
    {
      type: 'object',
      required: ['kind', 'records', 'months'],
      properties: {
        kind: { const: 'retention' },
        records: { type: 'string', description: 'a kind of record: events.transactions, hits, vault …' },
        months: { type: 'integer', description: 'how long it is kept' },
      },
    },
    {
      type: 'object',
      required: ['kind', 'calendar', 'year', 'after'],
      properties: {
        kind: { const: 'calendar' },
        calendar: text,
        year: { type: 'integer' },
        after: {
          type: 'object',
          required: ['off', 'work'],
          description: 'days as MM-DD or MM-DD..MM-DD',
          properties: { off: list(text), work: list(text) },
        },
      },
    },
  ],
}

const changeSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    state: { enum: ['proposed', 'approved', 'rejected', 'withdrawn', 'overtaken'] },
    what: { type: 'object', description: 'rule, parameter and unit, or list, with what was before and shall be after' },
    reason: text,
    proposedBy: { type: 'object' },
    proposedAt: { type: 'integer', description: 'epoch ms' },
    decidedBy: nullable('object'),
    decidedAt: { ...nullable('integer'), description: 'epoch ms' },
    note: nullable('string'),
    base: text,
    bundle: nullable('string'),
    barred: { type: 'object', description: 'for approve, reject and withdraw why the caller may not, or null' },
  },
}

export const changesFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/changes',
    summary: 'Proposed changes of parameters and lists that wait for a decision, oldest first (people only)',
    grant: 'session',
    parameters: [
      query('over', 'instead those decided, withdrawn or overtaken, newest first'),
      query('target', 'id of a rule or name of a list'),
    ],
    answer: {
      words: 'at most 200 changes',
      schema: { type: 'object', required: ['changes'], properties: { changes: list(changeSchema) } },
    },
  },
  {
    method: 'post',
    path: '/api/changes',
    summary: 'Propose a change; it decides nothing until somebody else approves it (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['change', 'reason'],
        properties: { change: proposalSchema, reason: text },
      },
    },
    answer: {
      words: 'the proposal; what the rules would not take is 422 with its place and reason',
      schema: { type: 'object', properties: { id: { type: 'integer' }, state: text } },
    },
  },
  {
    method: 'post',
    path: '/api/changes/{id}/decide',
    summary:
      'Approve or reject what another proposed, or withdraw what oneself did. Approving puts the next bundle in force (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'number of the change', schema: { type: 'integer' } }],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['verdict'],
        properties: {
          verdict: { enum: ['approve', 'reject', 'withdraw'] },
          note: { type: 'string', description: 'needed to reject' },
        },
      },
    },
    answer: {
      words: 'the new state and, approved, the bundle; a refusal is 403, 404 or 409 with its reason',
      schema: { type: 'object', properties: { state: text, bundle: { type: ['string', 'null'] } } },
    },
  },
  {
    method: 'get',
    path: '/api/changes/{id}/back-test',
    summary: 'What an open change would do to the hits of the last 30 stored days, below its unit (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'number of the change', schema: { type: 'integer' } }],
    answer: {
      words: 'hits of each rule concerned, before and after',
      schema: {
        type: 'object',
        required: ['days', 'rules'],
        properties: {
          days: { type: 'integer' },
          rules: list({
            type: 'object',
            properties: Object.fromEntries([
              ['rule', text],
              ...['before', 'after', 'gained', 'lost'].map((name) => [name, { type: 'integer' }]),
            ]),
          }),
        },
      },
    },
  },
]
