import { severities } from '@mingjing/rules/language/severities.ts'
import { day, type Endpoint, fen, list, moment, query, text } from './endpoint.ts'
import { branchFace } from './face-branch.ts'
import { careFace } from './face-care.ts'
import { changesFace } from './face-changes.ts'
import { consentsFace } from './face-consents.ts'
import { exemptionsFace } from './face-exemptions.ts'
import { holdsFace } from './face-holds.ts'
import { notificationsFace } from './face-notifications.ts'
import { operationsFace } from './face-operations.ts'
import { queryFace } from './face-query.ts'
import { queueFace } from './face-queue.ts'
import { signInFace } from './face-sign-in.ts'
import { tasksFace } from './face-tasks.ts'

export const hitSchema = {
  type: 'object',
  required: [
    'hitId',
    'ruleId',
    'ruleVersion',
    'key',
    'step',
    'subject',
    'at',
    'triggerId',
    'evidence',
    'severity',
    'amount',
    'values',
  ],
  properties: {
    hitId: text,
    ruleId: text,
    ruleVersion: { type: 'integer' },
    key: text,
    step: text,
    subject: text,
    at: moment,
    triggerId: text,
    exemption: { type: ['integer', 'null'], description: 'the exemption that kept it from opening an issue' },
    evidence: list(text),
    severity: { enum: severities },
    amount: fen,
    values: { type: 'object' },
    orgunit: text,
    stage: text,
  },
}

const rowSchema = {
  type: 'object',
  properties: {
    id: text,
    titleZh: text,
    titleEn: text,
    subject: text,
    severity: text,
    state: text,
    stage: text,
    class: text,
    orgunit: text,
    product: { type: ['string', 'null'] },
    amount: fen,
    hits: { type: 'integer' },
    openedAt: { type: 'integer', description: 'epoch ms' },
    dueAt: { type: ['integer', 'null'], description: 'epoch ms' },
    version: { type: 'integer' },
  },
}

const figureSchema = {
  type: 'object',
  properties: {
    indicator: { type: 'object' },
    period: { type: 'object', properties: { from: day, to: day } },
    value: { type: ['number', 'null'] },
    numerator: { type: ['number', 'null'] },
    denominator: { type: ['number', 'null'] },
    rows: list({ type: 'object', properties: { key: { type: 'object' }, value: { type: ['number', 'null'] } } }),
    comparison: { type: ['object', 'null'] },
    asOf: { type: ['string', 'null'], format: 'date-time' },
  },
}

export const face: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/api/events',
    summary:
      'Take events in: a CloudEvents batch, one event, or NDJSON; at most 20,000 events and 16 MiB. Answers once they are kept.',
    grant: 'events:write',
    body: {
      types: ['application/cloudevents-batch+json', 'application/json', 'application/x-ndjson'],
      schema: { oneOf: [list({ type: 'object' }), { type: 'object' }] },
    },
    answer: {
      words: 'how many were kept, and which were not',
      schema: {
        type: 'object',
        required: ['accepted', 'rejected'],
        properties: {
          accepted: { type: 'integer' },
          rejected: list({ type: 'object', properties: { index: { type: 'integer' }, error: text } }),
        },
      },
    },
  },
  {
    method: 'get',
    path: '/api/hits',
    summary: 'Standing hits, newest first',
    grant: 'hits:read',
    parameters: [
      query('from', 'from this moment on', moment),
      query('to', 'before this moment', moment),
      query('rule', 'id of a rule'),
      query('subject', 'application, account, contract or customer'),
      query('limit', 'at most 1,000', { type: 'integer', minimum: 1, maximum: 1000 }),
      query('cursor', '`next` of the page before'),
    ],
    answer: {
      words: 'hits',
      schema: { type: 'object', properties: { hits: list(hitSchema), next: { type: ['string', 'null'] } } },
    },
  },
  {
    method: 'get',
    path: '/api/issues',
    summary: 'The queue of issues',
    grant: 'issues:read',
    parameters: [
      query('state', 'repeatable; `all` for every state; default those not over'),
      query('severity', 'repeatable'),
      query('stage', 'repeatable'),
      query('class', 'repeatable'),
      query('unit', 'a unit and everything below it'),
      query('rule', 'id of a rule'),
      query('subject', 'the subject of the issue'),
      query('actor', 'staff id of somebody concerned'),
      query('mine', 'only those assigned to the caller'),
      query(
        'q',
        'words to look for, `field:value,value` (subject rule unit owner state severity class stage product channel amount due opened partner staff), quotes, `-` before what must not hold; what cannot be understood is 400 with its place',
      ),
      query('by-hand', 'only those people opened'),
      query('overdue', 'only those past their limit'),
      query('snoozed', 'only those put off to later; without it they are left out for people'),
      query('sort', 'order', { enum: ['priority', 'due', 'newest', 'amount'] }),
      query('group', 'with `in`: a dimension', { enum: ['rule', 'branch', 'severity', 'assignee', 'due'] }),
      query('in', 'only those of this value of `group`; `-` for those without one'),
      query('cursor', '`next` of the page before'),
    ],
    answer: {
      words: 'a page of issues; `total` with the first page',
      schema: {
        type: 'object',
        properties: { issues: list(rowSchema), next: { type: ['string', 'null'] }, total: { type: 'integer' } },
      },
    },
  },
  {
    method: 'post',
    path: '/api/issues',
    summary: 'One action on at most 1,000 issues (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        properties: {
          action: { type: 'object' },
          ids: list(text),
          undo: { type: 'boolean' },
          versions: { type: 'object' },
        },
      },
    },
    answer: {
      words: 'what was done and what was refused',
      schema: { type: 'object', properties: { done: list(text), refused: list({ type: 'object' }) } },
    },
  },
  {
    method: 'get',
    path: '/api/issues/{id}',
    summary: 'One issue with its hits, evidence, history and possible actions',
    grant: 'issues:read',
    parameters: [{ name: 'id', in: 'path', words: 'id of the issue', schema: text }],
    answer: { words: 'the issue', schema: { type: 'object', properties: { row: rowSchema } } },
  },
  {
    method: 'post',
    path: '/api/issues/{id}',
    summary:
      'One action on an issue; `merge` takes `others` (id, version), `split` takes `hits`, `split-back` takes back the newest merge (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'id of the issue', schema: text }],
    body: {
      types: ['application/json'],
      schema: { type: 'object', required: ['kind'], properties: { kind: text, version: { type: 'integer' } } },
    },
    answer: {
      words: 'the new state; a refusal is 403, 404 or 409 with its reason',
      schema: { type: 'object', properties: { state: text, version: { type: 'integer' }, seq: { type: 'integer' } } },
    },
  },
  {
    method: 'get',
    path: '/api/indicators',
    summary: 'The catalogue of numbers',
    grant: 'indicators:read',
    answer: {
      words: 'indicators with definition, formula, unit and owner',
      schema: { type: 'object', properties: { indicators: list({ type: 'object' }) } },
    },
  },
  {
    method: 'get',
    path: '/api/indicators/{id}',
    summary: 'One number, with its break-down and what it compares with',
    grant: 'indicators:read',
    parameters: [
      { name: 'id', in: 'path', words: 'id of the indicator', schema: text },
      query('from', 'first day', day),
      query('to', 'day after the last', day),
      query('by', 'dimensions, separated by commas'),
      query('compare', 'what to compare with', { enum: ['previous', 'month-before', 'year-before'] }),
      query('window', 'days after being put on a campaign’s list within which answers count; default 90', {
        enum: [14, 30, 90],
      }),
      query('orgunit', 'a unit and everything below it'),
    ],
    answer: { words: 'the number', schema: figureSchema },
  },
  ...queryFace,
  ...operationsFace,
  {
    method: 'post',
    path: '/api/labels',
    summary:
      'Outcomes of campaigns as labels for a model, CSV, at most 100,000 rows; filters as on the marketing page; goes on record',
    grant: 'session',
    answer: { words: 'a file: lines of head beginning with #, then columns and rows', type: 'text/csv', schema: text },
  },
  {
    method: 'get',
    path: '/api/rules/register',
    summary: 'Registers of clauses and risks, each with its rules, their tests and hits of 30 days (people only)',
    grant: 'session',
    answer: {
      words: 'clauses and risks',
      schema: {
        type: 'object',
        required: ['bundle', 'days', 'clauses', 'policy', 'risks'],
        properties: {
          bundle: text,
          days: { type: 'integer' },
          clauses: list({ type: 'object' }),
          policy: list({ type: 'object' }),
          risks: list({ type: 'object' }),
        },
      },
    },
  },
  ...changesFace,
  ...exemptionsFace,
  ...holdsFace,
  ...careFace,
  ...consentsFace,
  ...queueFace,
  ...signInFace,
  ...tasksFace,
  ...notificationsFace,
  {
    method: 'get',
    path: '/api/live',
    summary: 'Server-sent events of what changed (people only); `?once` gives reach and inbox as JSON',
    grant: 'session',
    answer: { words: 'a stream of messages', type: 'text/event-stream', schema: text },
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    grant: null,
    answer: { words: 'OpenAPI 3.1', schema: { type: 'object' } },
  },
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the installation does its work',
    grant: null,
    answer: {
      words: 'status and counts',
      schema: {
        type: 'object',
        required: ['status', 'events', 'hits', 'issues', 'lag', 'seeding'],
        properties: {
          status: text,
          events: { type: ['integer', 'null'] },
          hits: { type: ['integer', 'null'] },
          issues: { type: ['integer', 'null'] },
          lag: { type: ['integer', 'null'], description: 'ms' },
          seeding: {},
        },
      },
    },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics of this process, without a token: they name no rule, unit or person',
    grant: null,
    answer: { words: 'Prometheus text', type: 'text/plain', schema: text },
  },
  ...branchFace,
]
