import { type ByHand, mostConcerned } from '@mingjing/sql/issues/open-by-hand.ts'
import { type HandSource, handSources, type IssueClass, type IssueSeverity } from '@mingjing/sql/postgres/schema.ts'
import { longestText, mostFen } from './parse-action.ts'

/** Longest title, characters. */
export const longestTitle = 120

const severities: readonly IssueSeverity[] = ['critical', 'high', 'medium', 'low']
const classes: readonly IssueClass[] = ['operational', 'conduct', 'money-laundering']
const among = <T extends string>(value: unknown, allowed: readonly T[]): T | null =>
  allowed.find((each) => each === value) ?? null

/** An issue as a form sends it, or null when it has not the shape of one. What it lacks `openByHand` says. */
export const parseByHand = (input: unknown): ByHand | null => {
  if (typeof input !== 'object' || input === null) return null
  const raw = input as Record<string, unknown>
  const text = (name: string, longest: number): string => {
    const value = raw[name]
    return typeof value === 'string' ? value.trim().slice(0, longest) : ''
  }
  const source = among<HandSource>(raw.source, handSources)
  const severity = among(raw.severity, severities)
  const issueClass = among(raw.class ?? 'operational', classes)
  const amount = raw.amount ?? null
  if (source === null || severity === null || issueClass === null) return null
  if (amount !== null && !(Number.isSafeInteger(amount) && (amount as number) >= 0 && (amount as number) <= mostFen))
    return null
  const actors = Array.isArray(raw.actors) ? raw.actors : []
  if (!actors.every((id) => typeof id === 'string')) return null
  return {
    title: text('title', longestTitle),
    account: text('account', longestText),
    source,
    stage: text('stage', 40),
    class: issueClass,
    severity,
    orgunit: text('orgunit', 64),
    subject: text('subject', 200),
    amount: amount as number | null,
    // One more than can be, so that too many are refused and not cut.
    actors: actors
      .map((id) => id.trim())
      .filter((id) => id !== '')
      .slice(0, mostConcerned + 1),
  }
}
