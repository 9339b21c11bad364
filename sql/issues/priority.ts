import { subtractWorking } from '@mingjing/rules/calendar/working.ts'
import { bankDays } from '../bank-days/bank-days.ts'
import type { IssueSeverity } from '../postgres/schema.ts'

const base: Record<IssueSeverity, number> = { low: 10, medium: 30, high: 55, critical: 75 }

/** What a priority goes by. */
export interface Weighed {
  severity: IssueSeverity
  /** Fen. */
  amount: number | null
  hits: number
  escalated: number
  dueAt: Date | null
  /** Issues about the same staff that proved founded; see ./actor-risk.ts. */
  actorRisk: number
}

/** The points of a priority, by what gives them. Their sum is the priority, but for {@link mostPoints}. */
export interface PriorityTerms {
  severity: number
  /** 2 for each power of ten above 1,000 yuan, at most 12. */
  money: number
  /** 2 for each hit after the first, at most 8. */
  repeated: number
  /** See {@link timeBands}. */
  timeLeft: number
  /** 2 for each founded issue about the same staff, at most 8. */
  actorRisk: number
  /** 10 for each level. */
  escalated: number
}

export const mostPoints = 100

const hour = 3_600_000
/** From so much working time before the limit on, ms, so many points; the last that has begun counts. */
export const timeBands = [
  { before: 8 * hour, points: 4 },
  { before: 2 * hour, points: 8 },
  { before: 0, points: 12 },
] as const

/** When each band of a limit begins, epoch ms, in the order of {@link timeBands}. */
const beginnings = (dueAt: Date): number[] =>
  timeBands.map(({ before }) => {
    const due = dueAt.getTime()
    return before === 0 ? due : (subtractWorking(bankDays(), due, { workingMs: before }) ?? due)
  })

const timeLeft = (dueAt: Date | null, now: Date): number => {
  if (dueAt === null) return 0
  const begun = beginnings(dueAt).findLastIndex((from) => from <= now.getTime())
  return timeBands[begun]?.points ?? 0
}

export const priorityTerms = (issue: Weighed, now: Date): PriorityTerms => {
  const thousands = (issue.amount ?? 0) / 100_000
  return {
    severity: base[issue.severity],
    money: thousands < 10 ? 0 : Math.min(12, 2 * Math.floor(Math.log10(thousands))),
    repeated: Math.min(8, Math.max(0, issue.hits - 1) * 2),
    timeLeft: timeLeft(issue.dueAt, now),
    actorRisk: Math.min(8, 2 * issue.actorRisk),
    escalated: 10 * issue.escalated,
  }
}

/** 0 … 100, higher first. Severity decides; the rest adds to it. */
export const priorityOf = (issue: Weighed, now: Date): number =>
  Math.min(
    mostPoints,
    Object.values(priorityTerms(issue, now)).reduce((sum, points) => sum + points, 0),
  )

const longestUnweighed = 24 * hour

/**
 * Priority at a moment, and when it is to be looked at again: as the next band of its limit begins, and once a day, since
 * the record of those concerned changes; never of an issue without a limit.
 */
export const weigh = (issue: Weighed, now: Date): { priority: number; weighAt: Date | null } => {
  const at = now.getTime()
  const next = issue.dueAt && (beginnings(issue.dueAt).find((from) => from > at) ?? at + longestUnweighed)
  return {
    priority: priorityOf(issue, now),
    weighAt: next === null ? null : new Date(Math.min(next, at + longestUnweighed)),
  }
}
