import type { IssueSeverity } from '../postgres/schema.ts'

const base: Record<IssueSeverity, number> = { low: 10, medium: 30, high: 55, critical: 75 }

/** What a priority goes by. */
export interface Weighed {
  severity: IssueSeverity
  /** Fen. */
  amount: number | null
  hits: number
  escalated: number
}

/** The points of a priority, by what gives them. Their sum is the priority, but for {@link mostPoints}. */
export interface PriorityTerms {
  severity: number
  /** 2 for each power of ten above 1,000 yuan, at most 12. */
  money: number
  /** 2 for each hit after the first, at most 8. */
  repeated: number
  /** 10 for each level. */
  escalated: number
}

export const mostPoints = 100

export const priorityTerms = (issue: Weighed): PriorityTerms => {
  const thousands = (issue.amount ?? 0) / 100_000
  return {
    severity: base[issue.severity],
    money: thousands < 10 ? 0 : Math.min(12, 2 * Math.floor(Math.log10(thousands))),
    repeated: Math.min(8, Math.max(0, issue.hits - 1) * 2),
    escalated: 10 * issue.escalated,
  }
}

/** 0 … 100, higher first. Severity decides; money, repetition and escalation add to it. */
export const priorityOf = (issue: Weighed): number =>
  Math.min(
    mostPoints,
    Object.values(priorityTerms(issue)).reduce((sum, points) => sum + points, 0),
  )
