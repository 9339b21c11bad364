import { eventLines, mostBytes } from '#lib/server/api/event-lines.ts'
import { ingestOwnUnits } from '#lib/server/api/own-units.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const refuse = (status: number, error: string): Response => Response.json({ error }, { status })

/**
 * Takes events in; answers once they are kept. Each refused event is told by its place in the request. A request may
 * hold 16 MiB and 20,000 events (api/event-lines.ts); its declared length was judged before (guard/body.ts).
 */
export const POST: RequestHandler = async ({ locals, request }) => {
  const { ingest } = await theRuntime()
  if (!ingest) return refuse(503, 'this process takes no events; send them to the worker’s log')
  if (!locals.service) return refuse(403, 'only a service sends events')
  let bytes: ArrayBuffer
  try {
    bytes = await request.arrayBuffer()
  } catch (error) {
    // A body that came in chunks and went beyond the server's limit ends in an error of status 413.
    const beyond = typeof error === 'object' && error !== null && 'status' in error && error.status === 413
    return beyond ? refuse(413, `at most ${mostBytes} bytes`) : refuse(400, 'the body was cut off')
  }
  let body: string
  try {
    body = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse(400, 'the body is not UTF-8')
  }
  const read = eventLines(body, request.headers.get('content-type') ?? '')
  if (read.kind !== 'lines') return refuse(read.kind === 'tooLarge' ? 413 : 400, read.error)
  const { accepted, rejected } = await ingestOwnUnits(ingest, locals.service.orgunit, read.lines)
  return Response.json({ accepted, rejected })
}
