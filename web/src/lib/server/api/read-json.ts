/** Largest JSON body of a person's action, bytes. */
const mostBytes = 256 * 1024

/** The JSON of a request, or null when it is none or too large. */
export const readJson = async (request: Request): Promise<unknown> => {
  const text = await request.text()
  if (text.length > mostBytes) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
