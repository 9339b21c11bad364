/** How a list, a count by name or a number differs from what it should be, in words. */
export const differenceOf = (name: string, actual: unknown, expected: unknown): string => {
  const list = (value: unknown): string[] =>
    Array.isArray(value) ? value.map(String) : Object.entries(value as object).map(([key, n]) => `${key} = ${n}`)
  if (typeof expected === 'number') return `${name}: ${actual} instead of ${expected}`
  const [is, should] = [list(actual), list(expected)]
  const extra = is.filter((text) => !should.includes(text))
  const lacking = should.filter((text) => !is.includes(text))
  return `${name}: ${is.length} instead of ${should.length}; too many: ${extra.slice(0, 3).join(' | ')}; lacking: ${lacking.slice(0, 3).join(' | ')}`
}
