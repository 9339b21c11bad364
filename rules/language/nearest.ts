const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  let before = row
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change)
      next.push(exchanged ? Math.min(least, before[j - 2]! + 1) : least)
    }
    before = row
    row = next
  }
  return row[b.length]!
}

/** The name most like a misspelt one, or null when none is near (Levenshtein with
 * exchanged neighbours, at most a third of its length). */
export const nearest = (written: string, names: Iterable<string>): string | null => {
  let best: string | null = null
  let least = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const name of names) {
    if (Math.abs(name.length - written.length) >= least) continue
    const d = distance(written.toLowerCase(), name.toLowerCase())
    if (d < least) {
      least = d
      best = name
    }
  }
  return best
}

/** `; did you mean "amount"?` or nothing. */
export const suggestion = (written: string, names: Iterable<string>): string => {
  const name = nearest(written, names)
  return name === null ? '' : `; did you mean "${name}"?`
}
