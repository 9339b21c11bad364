import { compareText } from '@mingjing/rules/hits/order.ts'
import { classes } from '@mingjing/rules/language/classes.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import type { EvidenceEvent, IssueClass, IssueSeverity } from '../postgres/schema.ts'

/** How what is known of several hits or issues becomes what is known of one issue. */

export const worst = (levels: readonly IssueSeverity[]): IssueSeverity =>
  levels.reduce((a, b) => (severities.indexOf(b) > severities.indexOf(a) ? b : a))

/** An issue with one hit of money laundering is of that class whole: its other hits would tell of it. */
export const strictest = (all: readonly IssueClass[]): IssueClass =>
  all.reduce((a, b) => (classes.indexOf(b) > classes.indexOf(a) ? b : a))

export const union = (a: readonly string[], b: readonly (string | null)[]): string[] =>
  [...new Set([...a, ...b.filter((item) => item !== null)])].sort(compareText)

export const largest = (amounts: readonly (number | null)[]): number | null =>
  amounts.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null)

/** Staff who acted in what was found: of the triggers, and of the events kept as evidence. */
export const actorsOf = (
  hits: readonly { actor: string | null; copies: readonly EvidenceEvent[] }[],
): (string | null)[] =>
  hits.flatMap((hit) => [
    hit.actor,
    ...hit.copies.map((event) => (typeof event.data.actor === 'string' ? event.data.actor : null)),
  ])

/** Partner institutions named in the evidence. */
export const partnersOf = (hits: readonly { copies: readonly EvidenceEvent[] }[]): string[] =>
  hits.flatMap(({ copies }) =>
    copies.flatMap(({ data }) => (typeof data.partner === 'string' && data.partner !== '' ? [data.partner] : [])),
  )
