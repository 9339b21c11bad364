import fc from 'fast-check'

/** What somebody with the table of a chain in hand does to it. */
export type Tampering<Field extends string> =
  | { readonly kind: 'edit'; readonly at: number; readonly field: Field; readonly text: string }
  | { readonly kind: 'delete' | 'insert' | 'cut'; readonly at: number }
  | { readonly kind: 'swap' | 'move'; readonly at: number; readonly to: number }

/** Tamperings of every kind with a chain of so many rows. */
export const tamperings = <Field extends string>(
  length: number,
  fields: readonly Field[],
): fc.Arbitrary<Tampering<Field>> => {
  const place = fc.nat(length - 1)
  return fc.oneof(
    fc.record({
      kind: fc.constant('edit' as const),
      at: place,
      field: fc.constantFrom(...fields),
      text: fc.stringMatching(/^[0-9a-f]{64}$/),
    }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'insert' as const, 'cut' as const), at: place }),
    fc
      .record({ kind: fc.constantFrom('swap' as const, 'move' as const), at: place, to: place })
      .filter(({ at, to }) => at !== to),
  )
}

export interface Chain<Row> {
  readonly rows: readonly Row[]
  /** The column that counts the rows from 1. */
  readonly place: keyof Row
  /** The row's own hash, made anew as whoever knows the code would. */
  readonly hashOf: (row: Row) => string
}

/** The chains one tampering leaves behind, from the clumsy one to that of who numbers and hashes the rows anew. */
export const tampered = <Row extends { hash: string }>(
  { rows, place, hashOf }: Chain<Row>,
  how: Tampering<keyof Row & string>,
): Row[][] => {
  const rehashed = (row: Row): Row => ({ ...row, hash: hashOf(row) })
  const row = rows[how.at]!
  if (how.kind === 'edit') {
    const edited = { ...row, [how.field]: another(row[how.field], how.text) }
    // The own hash made anew is the one that was there.
    const hashes = how.field === 'hash' ? [edited] : [edited, rehashed(edited)]
    return hashes.map((each) => rows.with(how.at, each))
  }
  const moved = {
    delete: () => rows.toSpliced(how.at, 1),
    insert: () => rows.toSpliced(how.at, 0, row),
    cut: () => rows.slice(0, how.at),
    swap: () => ('to' in how ? rows.with(how.at, rows[how.to]!).with(how.to, row) : []),
    move: () => ('to' in how ? rows.toSpliced(how.at, 1).toSpliced(how.to, 0, row) : []),
  }[how.kind]()
  const numbered = moved.map((each, i): Row => ({ ...each, [place]: i + 1 }))
  return [moved, numbered, numbered.map(rehashed)]
}

const another = (value: unknown, text: string): unknown => {
  if (typeof value === 'number') return value + 1
  if (value instanceof Date) return new Date(value.getTime() + 1)
  if (Array.isArray(value)) return [...value, text]
  return typeof value === 'object' && value !== null ? { ...value, [text]: text } : text
}
