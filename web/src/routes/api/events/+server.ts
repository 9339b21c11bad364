import { eventLines, mostBytes } from '#lib/server/api/event-lines.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import type { RequestHandler } from './$types'

const refuse = (status: number, error: string): Response => Response.json({ error }, { status })

/** Takes events in; answers once they are kept. Each refused event is told by its place in the request. */
export const POST: RequestHandler = async ({ request }) => {
  const { ingest } = await theRuntime()
  if (!ingest) return refuse(503, 'this process takes no events; send them to the worker’s log')
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) return refuse(413, `at most ${mostBytes} bytes`)
  let body: string
  try {
    body = new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer())
  } catch {
    return refuse(400, 'the body is not UTF-8 or was cut off')
  }
  const read = eventLines(body, request.headers.get('content-type') ?? '')
  if (read.kind !== 'lines') return refuse(read.kind === 'tooLarge' ? 413 : 400, read.error)
  const { accepted, rejected } = await ingest(read.lines)
  return Response.json({ accepted, rejected })
}
