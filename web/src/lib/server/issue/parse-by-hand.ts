import { classes } from '@mingjing/rules/language/classes.ts'
import { severities } from '@mingjing/rules/language/severities.ts'
import { type ByHand, mostConcerned } from '@mingjing/sql/issues/open-by-hand.ts'
import { type HandSource, handSources } from '@mingjing/sql/postgres/schema.ts'
import { mostFen } from './parse-action.ts'

const among = <T extends string>(value: unknown, allowed: readonly T[]): T | null =>
  allowed.find((each) => each === value) ?? null

/** An issue as a form sends it, or null when it has not the shape of one. What it lacks `openByHand` says. */
export const parseByHand = (input: unknown): ByHand | null => {
  if (typeof input !== 'object' || input === null) return null
  const raw = input as Record<string, unknown>
  // Whole: what is too long is refused and not cut.
  const text = (name: string): string => {
    const value = raw[name]
    return typeof value === 'string' ? value.trim() : ''
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
    title: text('title'),
    account: text('account'),
    source,
    stage: text('stage'),
    class: issueClass,
    severity,
    orgunit: text('orgunit'),
    subject: text('subject'),
    amount: amount as number | null,
    // One more than can be, so that too many are refused and not cut.
    actors: actors
      .map((id) => id.trim())
      .filter((id) => id !== '')
      .slice(0, mostConcerned + 1),
  }
}
