import { describe, expect, test } from 'vitest'
import { attacks } from './hostile.ts'
import { noBudget, runS5, scantBudget } from './s5.ts'

/** S5, the quick form. The long one: `npm run test:long -- S5`. */

const campaign = { seed: 1, count: 500, events: 1_500 }

test('500 hostile rules are rejected, stopped or harmless, and their neighbours do not notice', () => {
  const { violations, rejected, stopped, finished, by, neighbourHits } = runS5({ ...campaign, budget: scantBudget })
  expect(violations).toEqual([])
  // Were the rules all refused, or none ever stopped, nothing would have been tried.
  expect(rejected).toBeGreaterThan(150)
  expect(stopped).toBeGreaterThan(60)
  expect(finished).toBeGreaterThan(150)
  expect(Math.min(by.held, by.steps)).toBeGreaterThan(20)
  expect(neighbourHits).toBeGreaterThan(100)
  expect(campaign.count).toBeGreaterThan(Object.keys(attacks).length * 10)
}, 900_000)

describe('a build without budgets is noticed', () => {
  test.each(['steps', 'held'] as const)(
    '%s',
    (what) => {
      const budget = {
        ...scantBudget,
        ...(what === 'held' ? { held: noBudget.held } : { stepsAtOnce: noBudget.stepsAtOnce }),
      }
      const { violations } = runS5({ ...campaign, count: 82, budget })
      expect(violations.some((violation) => violation.includes(what === 'held' ? 'holds' : 'took'))).toBe(true)
    },
    120_000,
  )
})
