import { severities } from '@mingjing/rules/language/severities.ts'
import { type Endpoint, list, query, text } from './endpoint.ts'

/** What people are told, over HTTP. */

const nullable = { type: ['string', 'null'] }
const kind = {
  enum: [
    'order',
    'send-back',
    'assigned',
    'escalated',
    'urge',
    'remind',
    'mention',
    'delegation',
    'differs',
    'exemption',
    'quality',
    'alert',
  ],
}
const unread = { type: 'integer', description: 'of all kinds; 100 means 100 or more' }

const notificationSchema = {
  type: 'object',
  required: ['id', 'kind', 'severity', 'title', 'at', 'read'],
  properties: {
    id: text,
    kind,
    severity: { enum: severities },
    issueId: nullable,
    ruleId: nullable,
    subject: nullable,
    orgunit: text,
    path: { ...nullable, description: 'the page it is about' },
    title: { type: 'object', properties: { zh: text, en: text } },
    at: { type: 'integer', description: 'epoch ms' },
    read: { type: 'boolean', description: 'by the caller' },
  },
}

export const notificationsFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/notifications',
    summary: 'What the caller was told, newest first (people only)',
    grant: 'session',
    parameters: [
      query('unread', 'only what they have not read'),
      query('kind', 'repeatable', kind),
      query('cursor', '`next` of the page before'),
    ],
    answer: {
      words: 'at most 50 notifications',
      schema: {
        type: 'object',
        required: ['notifications', 'next', 'unread'],
        properties: { notifications: list(notificationSchema), next: nullable, unread },
      },
    },
  },
  {
    method: 'post',
    path: '/api/notifications/read',
    summary: 'Mark as read what the caller was told; it goes on record (people only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        oneOf: [
          { type: 'object', required: ['ids'], properties: { ids: { ...list(text), maxItems: 1000 } } },
          {
            type: 'object',
            required: ['upTo'],
            properties: { upTo: { type: 'integer', description: 'epoch ms: everything told until then' } },
          },
        ],
      },
    },
    answer: {
      words: 'how many were newly read, and how many are left',
      schema: { type: 'object', required: ['read', 'unread'], properties: { read: { type: 'integer' }, unread } },
    },
  },
]
