/**
 * The JSON of a person's action, or null when it is none. Its size was judged before (guard/body.ts). Texts come without
 * NUL and lone surrogates, which Postgres cannot hold.
 */
export const readJson = async (request: Request): Promise<unknown> => {
  try {
    return JSON.parse(await request.text(), (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
    )
  } catch {
    return null
  }
}
