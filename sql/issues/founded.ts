import { and, isNotNull, notInArray, type SQL } from 'drizzle-orm'
import { issues } from '../postgres/schema.ts'

/** How far back what was found about somebody counts, days: in priorities and as the first of a repeat. */
export const recordDays = 90

/** What somebody confirmed and nobody took back. */
export const founded: SQL = and(isNotNull(issues.confirmedBy), notInArray(issues.state, ['dismissed', 'merged']))!
