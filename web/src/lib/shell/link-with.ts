/** What an address asks for beside what it asks for already: null takes a name out. */
export type Changes = Readonly<Record<string, string | number | null>>

/** The same page asked for otherwise. */
export const linkWith = ({ href }: { readonly href: string }, changes: Changes): string => {
  const url = new URL(href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, String(value))
  }
  return `${url.pathname}${url.search}`
}
