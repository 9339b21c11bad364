/** What became of a tile's query. A page never fails because one of its tiles did. */
export type Outcome<T> =
  | { kind: 'ready'; value: T }
  | { kind: 'empty' }
  | { kind: 'forbidden' }
  | { kind: 'failed'; reference: string }

export const ready = <T>(value: T): Outcome<T> => ({ kind: 'ready', value })
