import type { IssueSeverity } from '../postgres/schema.ts'

/** What an open issue weighs on who has it. */
export const points: Readonly<Record<IssueSeverity, number>> = { low: 1, medium: 2, high: 4, critical: 8 }

/** Points a person bears who has no profile: about a working week of medium issues. */
export const usualCapacity = 40

/** The most anybody may be said to bear. */
export const mostCapacity = 1000
