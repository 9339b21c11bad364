import type { IssueSeverity } from '../postgres/schema.ts'

const base: Record<IssueSeverity, number> = { low: 10, medium: 30, high: 55, critical: 75 }

/**
 * 0 … 100, higher first. Severity decides; money adds up to 12 (2 for each power of ten above 1,000 yuan), repetition
 * up to 8, escalation 10 a level.
 */
export const priorityOf = (issue: {
  severity: IssueSeverity
  /** Fen. */
  amount: number | null
  hits: number
  escalated: number
}): number => {
  const thousands = (issue.amount ?? 0) / 100_000
  const money = thousands < 10 ? 0 : Math.min(12, 2 * Math.floor(Math.log10(thousands)))
  const repeated = Math.min(8, Math.max(0, issue.hits - 1) * 2)
  return Math.min(100, base[issue.severity] + money + repeated + 10 * issue.escalated)
}
