import { randomUUID } from 'node:crypto'
import type { Outcome } from '#lib/tile/outcome.ts'

/** Runs a tile's query; a fault becomes the tile's own state, with a reference that finds it in the log. */
export const outcomeOf = async <T>(
  query: () => Promise<T>,
  isEmpty: (value: T) => boolean = (value) => Array.isArray(value) && value.length === 0,
): Promise<Outcome<T>> => {
  try {
    const value = await query()
    return isEmpty(value) ? { kind: 'empty' } : { kind: 'ready', value }
  } catch (error) {
    const reference = randomUUID().slice(0, 8)
    console.error(
      JSON.stringify({
        level: 'error',
        reference,
        error: String(error),
        stack: error instanceof Error ? error.stack : undefined,
      }),
    )
    return { kind: 'failed', reference }
  }
}
