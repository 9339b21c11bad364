/** What became of a tile's query. A page never fails because one of its tiles did. */
export type Outcome<T> =
  | { kind: 'ready'; value: T }
  | { kind: 'empty' }
  | { kind: 'forbidden' }
  | { kind: 'failed'; reference: string }

export const ready = <T>(value: T): Outcome<T> => ({ kind: 'ready', value })

/** A break-down without a row is nothing to show. */
export const withRows = <T extends { rows: readonly unknown[] }>(outcome: Outcome<T>): Outcome<T> =>
  outcome.kind === 'ready' && outcome.value.rows.length === 0 ? { kind: 'empty' } : outcome
