import { classes } from '@mingjing/rules/language/classes.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import { type Endpoint, fen, list, query, text } from './endpoint.ts'

/** Saved views, and what several people who work on issues need to know of each other, over HTTP. */

const kept = {
  id: text,
  name: text,
  query: { type: 'string', description: 'the query part of the queue’s URL' },
  sharedWith: { type: ['string', 'null'], description: 'the unit whose people, and those below it, see the view' },
}
const answer = {
  words: 'the view; a refusal is 404, 409 or 422 with its reason',
  schema: { type: 'object', properties: kept },
}

export const queueFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/views',
    summary: 'Views of the queue one may pick from: own ones, and those shared with one’s unit (people only)',
    grant: 'session',
    answer: {
      words: 'own views first, then shared ones, by name',
      schema: {
        type: 'object',
        required: ['views'],
        properties: {
          views: list({
            type: 'object',
            properties: { ...kept, own: { type: 'boolean' }, owner: { type: 'object' } },
          }),
        },
      },
    },
  },
  {
    method: 'post',
    path: '/api/views',
    summary: 'Keep a query under a name, or with `id` rename, re-point or share a view of one’s own (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        properties: { id: text, name: text, query: text, shared: { type: 'boolean' } },
      },
    },
    answer,
  },
  {
    method: 'post',
    path: '/api/issues/{id}/presence',
    summary: 'Say that one has an issue open, or has left it, and learn who else has (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'id of the issue', schema: text }],
    body: { types: ['application/json'], schema: { type: 'object', properties: { left: { type: 'boolean' } } } },
    answer: {
      words: 'the others who have it open now',
      schema: { type: 'object', required: ['others'], properties: { others: list({ type: 'object' }) } },
    },
  },
  {
    method: 'get',
    path: '/api/issues/{id}/colleagues',
    summary: 'The colleagues who may see an issue, and so can be mentioned in a comment on it (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'id of the issue', schema: text }],
    answer: {
      words: 'colleagues by id',
      schema: { type: 'object', required: ['colleagues'], properties: { colleagues: list({ type: 'object' }) } },
    },
  },
  {
    method: 'get',
    path: '/api/issues/matching',
    summary: 'Id and version of all that a query of the queue matches, at most 50,000 (people only)',
    grant: 'session',
    answer: {
      words: 'issues in the order of the queue',
      schema: { type: 'object', required: ['issues'], properties: { issues: list({ type: 'object' }) } },
    },
  },
  {
    method: 'post',
    path: '/api/issues/next',
    summary: 'Take the first open issue nobody has, by priority, of those a query of the queue matches (people only)',
    grant: 'session',
    body: { types: ['application/json'], schema: { type: 'object', properties: { matching: text } } },
    answer: {
      words: 'the issue, now one’s own; 409 when none is left',
      schema: {
        type: 'object',
        properties: { id: text, titleZh: text, titleEn: text, version: { type: 'integer' }, seq: { type: 'integer' } },
      },
    },
  },
  {
    method: 'post',
    path: '/api/issues/by-hand',
    summary: 'Open an issue no rule found: after an inspection, a complaint or otherwise (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['title', 'account', 'source', 'stage', 'severity', 'orgunit', 'subject'],
        properties: {
          title: text,
          account: { type: 'string', description: 'what happened' },
          source: { enum: ['inspection', 'complaint', 'other'] },
          stage: text,
          class: { enum: classes },
          severity: { enum: severities },
          orgunit: text,
          subject: text,
          amount: fen,
          actors: list({ type: 'string', description: 'staff id of somebody concerned' }),
        },
      },
    },
    answer: {
      words: 'the issue; a refusal is 403 or 409 with its reason',
      schema: { type: 'object', properties: { id: text, version: { type: 'integer' }, seq: { type: 'integer' } } },
    },
  },
  {
    method: 'post',
    path: '/api/issues/{id}/attachments',
    summary:
      'Add a file to an issue as evidence: pdf, png, jpeg, webp, xlsx, docx, txt, csv, eml; 10 MiB, 20 an issue (people only)',
    grant: 'session',
    parameters: [
      { name: 'id', in: 'path', words: 'id of the issue', schema: text },
      query('name', 'the file’s name'),
      query('version', 'of the issue as it was read', { type: 'integer' }),
    ],
    body: { types: ['application/octet-stream'], schema: { type: 'string', format: 'binary' } },
    answer: {
      words: 'the attachment; a refusal is 403, 404 or 409 with its reason',
      schema: {
        type: 'object',
        properties: { id: text, sha256: text, version: { type: 'integer' }, seq: { type: 'integer' } },
      },
    },
  },
  {
    method: 'get',
    path: '/api/issues/{id}/attachments/{attachment}',
    summary: 'A file of an issue, to be saved; 409 when its content is no longer what was added (people only)',
    grant: 'session',
    parameters: [
      { name: 'id', in: 'path', words: 'id of the issue', schema: text },
      { name: 'attachment', in: 'path', words: 'id of the attachment', schema: text },
    ],
    answer: { words: 'the file', type: 'application/octet-stream', schema: { type: 'string', format: 'binary' } },
  },
  {
    method: 'delete',
    path: '/api/views',
    summary: 'Delete a view of one’s own (people only)',
    grant: 'session',
    parameters: [query('id', 'id of the view')],
    answer,
  },
]
