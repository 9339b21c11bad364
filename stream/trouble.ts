import { DrizzleQueryError } from 'drizzle-orm/errors'

const mostOfQuery = 200

/**
 * What went wrong, as it may be logged and shown: of a failed query its beginning and the reason, never the values it
 * carried. They may be personal, and those of a snapshot are all of the state.
 */
export const troubleOf = (error: Error): Error => {
  if (!(error instanceof DrizzleQueryError)) return error
  const why = error.cause instanceof Error ? error.cause : new Error('the query failed')
  const query = error.query.replace(/\s+/g, ' ')
  const trouble = new Error(`${why.message} (${query.slice(0, mostOfQuery)}${query.length > mostOfQuery ? '…' : ''})`)
  trouble.stack = why.stack
  return trouble
}
