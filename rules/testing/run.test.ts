import { expect, test } from 'vitest'
import { runRuleTests } from './run.ts'
import { sampleBundle } from './sample.ts'

const bundle = sampleBundle(
  [
    {
      kind: 'deadline',
      on: 'complaint.filed',
      expect: 'complaint.answered',
      within: '3h',
      remind: ['1h'],
      base: { type: 'complaint.filed', data: { topic: 'fee', customer: 'c1' } },
      tests: [
        { name: 'never answered', events: [{}], until: '+1d', hits: ['remind-1', 'breach'] },
        { name: 'answered', events: [{}, { type: 'complaint.answered', at: '+1h', result: 'pass' }], hits: 0 },
        { name: 'wrongly expected', events: [{}], until: '+1d', hits: ['breach'] },
        { name: 'judged to the last event only', events: [{}], hits: 1 },
      ],
    },
  ],
  { 'sample.rule': {} },
)

test('a rule’s tests run in both evaluators and fail when they should', () => {
  const outcomes = runRuleTests(bundle.rules[0]!, bundle)
  expect(outcomes.map(({ test, by, passed, found }) => [test, by, passed, found.join()])).toEqual([
    ['never answered', 'engine', true, 'remind-1,breach'],
    ['never answered', 'reference', true, 'remind-1,breach'],
    ['answered', 'engine', true, ''],
    ['answered', 'reference', true, ''],
    ['wrongly expected', 'engine', false, 'remind-1,breach'],
    ['wrongly expected', 'reference', false, 'remind-1,breach'],
    ['judged to the last event only', 'engine', false, ''],
    ['judged to the last event only', 'reference', false, ''],
  ])
})
