/** What went wrong in the engine, as ClickHouse tells it over HTTP. */
export interface Failure {
  /** HTTP status. */
  status: number
  /** ClickHouse's error code. */
  code: number
  message: string
}

/** ClickHouse's own mapping (`exceptionCodeToHTTPStatus`), as far as an embedded engine can meet it. */
const notFound = new Set([16, 46, 47, 50, 56, 60, 81, 115])
const badRequest = new Set([6, 26, 27, 36, 38, 41, 42, 43, 53, 62, 69, 70, 72, 117, 130, 131, 190, 456, 457])
const unknownException = 1002

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  const said = /Code: (\d+)\. DB::/.exec(message)
  const code = said ? Number(said[1]) : unknownException
  if (notFound.has(code)) return { status: 404, code, message }
  if (badRequest.has(code)) return { status: 400, code, message }
  return { status: 500, code, message }
}
