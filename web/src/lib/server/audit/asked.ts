import type { AuditFilter } from '@mingjing/sql/audit/list.ts'
import { startOfDay } from '#lib/format/moment.ts'

const dayMs = 24 * 3_600_000
const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(startOfDay(text))

/** The filter of the audit page as its address says it; what cannot be read is left out. Days are the bank's, both included. */
export const askedOfAudit = (query: URLSearchParams): { filter: AuditFilter; below: number | null } => {
  const text = (name: string): string | undefined => query.get(name)?.trim().slice(0, 200) || undefined
  const [person, kind, subject, from, to] = ['person', 'kind', 'subject', 'from', 'to'].map(text)
  const below = Number(query.get('below') ?? Number.NaN)
  return {
    filter: {
      ...(person && { person }),
      ...(kind && { kind }),
      ...(subject && { subject }),
      ...(isDay(from) && { from: new Date(startOfDay(from)) }),
      ...(isDay(to) && { before: new Date(startOfDay(to) + dayMs) }),
    },
    below: Number.isSafeInteger(below) && below > 0 ? below : null,
  }
}
