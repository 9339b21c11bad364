import { readQuery } from '@mingjing/sql/indicators/query/read-query.ts'
import { runQuery } from '@mingjing/sql/indicators/query/run-query.ts'
import { callerScope } from '#lib/server/guard/scope.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

/** Several numbers of the catalogue by the same groups; what may be asked is in the OpenAPI document. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const query = readQuery(url.searchParams)
  const answer = 'kind' in query ? query : await runQuery(await theRuntime(), callerScope(locals), query)
  switch (answer.kind) {
    case 'refused':
      return Response.json({ error: `${answer.at}: ${answer.why}`, at: answer.at }, { status: 400 })
    case 'not-permitted':
      return Response.json({ error: `not permitted: ${answer.why}`, at: answer.at }, { status: 403 })
    case 'ok': {
      const { kind: _, indicators, asOf, ...rest } = answer
      return Response.json({
        asOf: asOf === null ? null : new Date(asOf).toISOString(),
        indicators: indicators.map(({ entry: { id, name, unit, better, over }, addsUp }) => ({
          id,
          name,
          unit,
          better,
          over,
          addsUp,
        })),
        ...rest,
      })
    }
  }
}
