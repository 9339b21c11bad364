import type { Bundle } from '../bundle/bundle.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import type { CheckedRule } from '../language/checked.ts'
import { evaluateReference } from '../reference/evaluate.ts'
import { testEvents } from './events.ts'

/** Hits of a bundle on events in any order, judged up to and including `until` (epoch ms). */
export type Evaluator = (bundle: Bundle, events: readonly Event[], until: number) => Hit[]

export interface TestOutcome {
  readonly test: string
  /** Name of the evaluator. */
  readonly by: string
  readonly passed: boolean
  /** As the rule has it: a number of hits or their steps. */
  readonly expected: number | readonly string[]
  /** Steps of the hits found, in order of time. */
  readonly found: readonly string[]
}

export const evaluators: Readonly<Record<string, Evaluator>> = { engine: evaluateEngine, reference: evaluateReference }

/**
 * Runs a rule's own tests, each by every evaluator, with the rule alone, or a score with the rules it weighs, and its parameters at their defaults: a test
 * states what the rule means, not what one branch has set.
 */
export const runRuleTests = (rule: CheckedRule, bundle: Bundle, by = evaluators): TestOutcome[] => {
  const alone: Bundle = { ...bundle, rules: withWeighed(rule, bundle), parameters: {} }
  return rule.tests.flatMap((test) => {
    const { events, until } = testEvents(rule, test)
    return Object.entries(by).map(([name, evaluate]): TestOutcome => {
      const found = evaluate(alone, events, until)
        .filter((hit) => hit.ruleId === rule.id)
        .map((hit) => hit.step)
      const passed =
        typeof test.hits === 'number' ? found.length === test.hits : JSON.stringify(found) === JSON.stringify(test.hits)
      return { test: test.name, by: name, passed, expected: test.hits, found }
    })
  })
}

/** The rule and what it cannot do without. */
export const withWeighed = (rule: CheckedRule, bundle: Bundle): CheckedRule[] =>
  rule.kind === 'score'
    ? [...bundle.rules.filter(({ id }) => rule.of.some(({ ruleId }) => ruleId === id)), rule]
    : [rule]
