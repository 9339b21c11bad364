import { contains, headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { Ingested, Runtime } from '@mingjing/sql/runtime.ts'

type Ingest = NonNullable<Runtime['ingest']>

/**
 * Takes events in for a token that speaks for `unit` and everything below it: events of other units are refused by their
 * place, the rest goes on. What is no event at all is ingest's to refuse.
 */
export const ingestOwnUnits = async (ingest: Ingest, unit: string, lines: readonly string[]): Promise<Ingested> => {
  if (unit === headOffice) return ingest(lines)
  const foreign = lines.map((line) => isForeign(unit, line))
  const places = lines.flatMap((_, index) => (foreign[index] ? [] : [index]))
  const refused = lines.flatMap((_, index) =>
    foreign[index] ? [{ index, error: 'orgunit: not a unit this token speaks for' }] : [],
  )
  const { accepted, rejected } = await ingest(places.map((index) => lines[index]!))
  const others = rejected.map(({ index, error }) => ({ index: places[index]!, error }))
  return { accepted, rejected: [...refused, ...others].sort((a, b) => a.index - b.index) }
}

const isForeign = (unit: string, line: string): boolean => {
  try {
    const orgunit: unknown = (JSON.parse(line) as { orgunit?: unknown } | null)?.orgunit
    return typeof orgunit === 'string' && !contains(unit, orgunit)
  } catch {
    return false
  }
}
