import { type Endpoint, list, type Parameter, text } from './endpoint.ts'

/** Who may sign in, and what is on record, over HTTP. */

const epoch = { type: 'integer', description: 'epoch ms' }

const staffId: Parameter = { name: 'id', in: 'path', words: 'a staff id', schema: text }

export const signInFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/sign-in/locks',
    summary:
      'Names of one’s units locked after wrong tries at signing in, for the head office addresses too (administrators only)',
    grant: 'session',
    answer: {
      words: 'at most 500 locks, the first to end first',
      schema: {
        type: 'object',
        required: ['locks'],
        properties: {
          locks: list({
            type: 'object',
            required: ['id', 'kind', 'lockedAt', 'until'],
            properties: {
              id: text,
              kind: { enum: ['login', 'address'] },
              person: { type: ['object', 'null'], properties: { id: text, login: text, zh: text, en: text } },
              address: { type: ['string', 'null'] },
              lockedAt: epoch,
              until: epoch,
            },
          }),
        },
      },
    },
  },
  {
    method: 'post',
    path: '/api/sign-in/locks',
    summary: 'Lift a lock before its time; it goes on record (administrators only)',
    grant: 'session',
    body: {
      types: ['application/json'],
      schema: {
        type: 'object',
        required: ['lift'],
        properties: { lift: { type: 'string', description: 'a lock’s id' } },
      },
    },
    answer: { words: 'the lock lifted', schema: { type: 'object', properties: { lifted: text } } },
  },
  {
    method: 'delete',
    path: '/api/people/{id}/sessions',
    summary: 'End all sessions of a person of the caller’s units; it goes on record (administrators only)',
    grant: 'session',
    parameters: [staffId],
    answer: { words: 'how many ended', schema: { type: 'object', properties: { ended: { type: 'integer' } } } },
  },
  {
    method: 'delete',
    path: '/api/people/{id}/second-factor',
    summary:
      'Take away the second factor of a person who lost it, and end their sessions; both go on record (administrators only)',
    grant: 'session',
    parameters: [staffId],
    answer: { words: 'whose it was', schema: { type: 'object', properties: { removed: text } } },
  },
  {
    method: 'delete',
    path: '/api/people/{id}/identity',
    summary:
      'Forget who a person is at the bank’s own sign-in, and end their sessions; both go on record (administrators only)',
    grant: 'session',
    parameters: [staffId],
    answer: { words: 'whose it was', schema: { type: 'object', properties: { unlinked: text } } },
  },
  {
    method: 'get',
    path: '/api/audit/heads/{id}',
    summary: 'A signed end of the audit chain, to be kept elsewhere (auditors and administrators only)',
    grant: 'session',
    parameters: [{ name: 'id', in: 'path', words: 'number of the check', schema: { type: 'integer' } }],
    answer: {
      words: 'what `mingjing audit verify --head` takes',
      schema: {
        type: 'object',
        required: ['seq', 'hash', 'signedAt', 'publicKey', 'signature'],
        properties: { seq: { type: 'integer' }, hash: text, signedAt: text, publicKey: text, signature: text },
      },
    },
  },
]
