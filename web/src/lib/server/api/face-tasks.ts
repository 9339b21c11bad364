import { type Endpoint, list, moment, query, text } from './endpoint.ts'

const points = { type: 'integer' }
const workingMs = { type: ['integer', 'null'], description: 'milliseconds of working time' }

export const tasksFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/tasks',
    summary: 'Open approval tasks, what to do first at the top, each with the points that put it there',
    grant: 'tasks:read',
    parameters: [
      query('approver', 'staff id; without it those of everybody, and those nobody has'),
      query('limit', 'at most 500', { type: 'integer', minimum: 1, maximum: 500 }),
    ],
    answer: {
      words: 'the first of them by rank, and how many there are in all',
      schema: {
        type: 'object',
        required: ['asOf', 'total', 'tasks'],
        properties: {
          asOf: moment,
          total: { type: 'integer' },
          tasks: list({
            type: 'object',
            properties: {
              rank: { type: 'integer', description: 'from 1' },
              points: { type: 'integer', description: 'the sum of the terms' },
              terms: { type: 'object', properties: { state: points, timeLeft: points, behaviour: points } },
              ruleId: text,
              title: { type: 'object', properties: { zh: text, en: text } },
              subject: text,
              orgunit: text,
              product: text,
              approver: { type: ['string', 'null'] },
              state: { enum: ['open', 'reminded', 'breached', 'paused'] },
              openedAt: moment,
              dueAt: moment,
              leftMs: { ...workingMs, description: 'working time left, ms; negative when overdue, null while paused' },
              habit: {
                type: ['object', 'null'],
                description: 'how the approver did with tasks of its kind in 30 days; null with fewer than five',
                properties: { tasks: { type: 'integer' }, late: { type: 'integer' }, typicalMs: workingMs },
              },
            },
          }),
        },
      },
    },
  },
]
