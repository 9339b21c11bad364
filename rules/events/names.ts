/**
 * How many member names a JSON text writes. Compared with {@link namesIn} it tells that a name was written twice,
 * which `JSON.parse` hides. The text must be valid JSON.
 */
export const countNames = (json: string): number => {
  let count = 0
  let at = json.indexOf('"')
  while (at !== -1) {
    let end = json.indexOf('"', at + 1)
    while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
    let next = end + 1
    while (isSpace(json.charCodeAt(next))) next++
    if (json.charCodeAt(next) === 58) count++
    at = json.indexOf('"', next)
  }
  return count
}

/** How many names the objects within a parsed JSON value have. */
export const namesIn = (value: unknown): number => {
  let count = 0
  const rest: unknown[] = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (typeof next !== 'object' || next === null) continue
    const inner = Object.values(next)
    if (!Array.isArray(next)) count += inner.length
    for (const item of inner) if (typeof item === 'object') rest.push(item)
  }
  return count
}

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9

const isEscaped = (json: string, quote: number): boolean => {
  let backslashes = 0
  while (json.charCodeAt(quote - 1 - backslashes) === 92) backslashes++
  return backslashes % 2 === 1
}
