import { type Endpoint, text } from './endpoint.ts'

/** Suspicious-transaction reports and quality control over HTTP. */

const issueId = { name: 'id', in: 'path' as const, words: 'id of the issue', schema: text }
const report = { name: 'report', in: 'path' as const, words: 'number of the report', schema: { type: 'integer' } }
const nullable = { type: ['string', 'null'] }

export const careFace: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/api/issues/{id}/reports',
    summary: 'Draft a suspicious-transaction report; somebody else reviews it and hands it over (people only)',
    grant: 'session',
    parameters: [issueId],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['urgency', 'suspicion', 'grounds', 'measures', 'conclusion'],
        properties: {
          urgency: { enum: ['ordinary', 'urgent'] },
          suspicion: text,
          grounds: text,
          measures: text,
          conclusion: text,
        },
      },
    },
    answer: {
      words: 'the draft; a refusal is 403, 404, 409 or 422 with its reason',
      schema: { type: 'object', properties: { id: { type: 'integer' }, state: text } },
    },
  },
  {
    method: 'post',
    path: '/api/issues/{id}/reports/{report}',
    summary:
      'Hand over or return what another drafted, or withdraw what oneself did. Handing over makes the file (people only)',
    grant: 'session',
    parameters: [issueId, report],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['step'],
        properties: { step: { enum: ['hand-over', 'return', 'withdraw'] }, note: text },
      },
    },
    answer: {
      words: 'the new state and, handed over, the SHA-256 of the file',
      schema: { type: 'object', properties: { id: { type: 'integer' }, state: text, sha256: nullable } },
    },
  },
  {
    method: 'get',
    path: '/api/issues/{id}/reports/{report}',
    summary:
      'The file that was handed over: our own format, no regulator’s schema; each download is on record (people only)',
    grant: 'session',
    parameters: [issueId, report],
    answer: { words: 'XML, or 404', type: 'application/xml', schema: text },
  },
  {
    method: 'post',
    path: '/api/quality/{id}',
    summary: 'Judge a sample of the quality control, or reopen the issue of one on which two differ (people only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'id of the sample', schema: text }],
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['step', 'reason'],
        properties: { step: { enum: ['confirmed', 'dismissed', 'reopen'] }, reason: text },
      },
    },
    answer: {
      words: 'the sample with its second judgement; a refusal is 403, 404, 409 or 422 with its reason',
      schema: { type: 'object', properties: { id: text, second: nullable } },
    },
  },
]
