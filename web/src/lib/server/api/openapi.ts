import type { Endpoint } from './endpoint.ts'
import { face } from './face.ts'

const words = { type: 'string' }

/** What every refusal says: what was wrong with the request, or why a person may not do what they asked for. */
const problem = {
  content: {
    'application/json': {
      schema: {
        anyOf: [
          { type: 'object', required: ['error'], properties: { error: words, field: words } },
          {
            type: 'object',
            required: ['refused', 'zh', 'en'],
            properties: {
              refused: { type: 'string', description: 'the reason as a code' },
              zh: words,
              en: words,
              place: { type: ['string', 'null'], description: 'where in what was sent it lies' },
              since: { type: 'array', items: { type: 'object' }, description: 'what was done since it was read' },
            },
          },
        ],
      },
    },
  },
}

const operation = (endpoint: Endpoint): object => ({
  summary: endpoint.summary,
  security:
    endpoint.grant === null ? [] : endpoint.grant === 'session' ? [{ session: [] }] : [{ token: [] }, { session: [] }],
  ...(endpoint.grant === null || endpoint.grant === 'session' ? {} : { 'x-grant': endpoint.grant }),
  ...(endpoint.parameters
    ? {
        parameters: endpoint.parameters.map(({ name, in: place, words, schema }) => ({
          name,
          in: place,
          required: place === 'path',
          description: words,
          schema,
        })),
      }
    : {}),
  ...(endpoint.body
    ? {
        requestBody: {
          required: true,
          content: Object.fromEntries(endpoint.body.types.map((type) => [type, { schema: endpoint.body!.schema }])),
        },
      }
    : {}),
  responses: {
    200: {
      description: endpoint.answer.words,
      content: { [endpoint.answer.type ?? 'application/json']: { schema: endpoint.answer.schema } },
    },
    ...(endpoint.grant === null
      ? {}
      : {
          401: { description: 'no session and no valid token', ...problem },
          403: { description: 'not permitted', ...problem },
        }),
    '4XX': { description: 'refused, with the reason', ...problem },
  },
})

/** The OpenAPI 3.1 document of the HTTP face. */
export const openApi = (): object => {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of face)
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mingjing 明镜',
      version: '0.1.0',
      description: 'Real-time supervision of a bank’s approvals and transactions. Money is whole fen.',
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'auth_session' },
      },
    },
  }
}
