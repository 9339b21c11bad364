import type { Endpoint } from './endpoint.ts'

/** What the wall of the branch cockpit asks for. */
export const branchFace: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/api/branch/wall',
    summary: 'What the wall of the branch cockpit shows of a unit and group: halls, load, goals, units (people only)',
    grant: 'session',
    answer: {
      words: 'the newest numbers',
      schema: {
        type: 'object',
        required: ['asOf', 'unit', 'group', 'period', 'outlets', 'expected', 'behind', 'withGoal', 'booked', 'head'],
        properties: {
          asOf: { type: 'integer', description: 'epoch ms' },
          unit: { type: 'string' },
          group: { type: 'string' },
          period: { type: 'object' },
          outlets: { type: 'object' },
          expected: { type: 'object' },
          behind: { type: 'array', items: { type: 'object' } },
          withGoal: { type: 'integer' },
          booked: { type: 'object' },
          head: { type: 'object' },
        },
      },
    },
  },
]
