/** Most events and bytes of one request; larger loads come in several. */
export const mostEvents = 20_000
export const mostBytes = 16 * 1024 * 1024

export type EventLines =
  | { kind: 'lines'; lines: string[] }
  | { kind: 'unreadable'; error: string }
  | { kind: 'tooLarge'; error: string }

/**
 * The events of a request body, one JSON text a line: NDJSON by its content type, else a JSON array (CloudEvents batch)
 * or a single event. What is in a line is judged by ingest, line by line.
 */
export const eventLines = (body: string, contentType: string): EventLines => {
  if (Buffer.byteLength(body) > mostBytes) return { kind: 'tooLarge', error: `at most ${mostBytes} bytes` }
  const lines = /ndjson|jsonl|json-seq/i.test(contentType) ? splitLines(body) : fromJson(body)
  if (lines === null)
    return { kind: 'unreadable', error: 'the body is neither JSON nor declared as application/x-ndjson' }
  if (lines.length > mostEvents) return { kind: 'tooLarge', error: `at most ${mostEvents} events` }
  return { kind: 'lines', lines }
}

const splitLines = (body: string): string[] => body.split(/\r?\n/).filter((line) => line.trim() !== '')

const fromJson = (body: string): string[] | null => {
  try {
    const parsed: unknown = JSON.parse(body)
    return (Array.isArray(parsed) ? parsed : [parsed]).map((event) => JSON.stringify(event))
  } catch {
    // Clients that send lines without saying so are understood when every line is JSON.
    const lines = splitLines(body)
    return lines.length > 1 && lines.every(isJson) ? lines : null
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
