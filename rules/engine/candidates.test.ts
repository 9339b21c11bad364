import { expect, test } from 'vitest'
import { sampleEvent, sampleRule } from '../testing/sample.ts'
import { indexEntries } from './candidates.ts'

const entry = (item: string, where: string | null) => ({
  types: ['approval.decided'],
  where: where === null ? null : sampleRule({ kind: 'match', where }).where,
  item,
})

test('an event meets only the conditions whose constants it can fulfil, in the order given', () => {
  const of = indexEntries([
    entry('manual', "mode == 'manual' && amount > 5"),
    entry('any', null),
    entry('either', "amount > 1 && mode in ['manual', 'instant']"),
    entry('instant', "mode == 'instant'"),
    entry('negated', "!(mode == 'manual')"),
    entry('alternative', "mode == 'manual' || amount > 5"),
  ])
  const found = (mode: string | null) => of(sampleEvent('e', 0, mode === null ? {} : { mode }))
  expect(found('manual')).toEqual(['manual', 'any', 'either', 'negated', 'alternative'])
  expect(found('instant')).toEqual(['any', 'either', 'instant', 'negated', 'alternative'])
  expect(found(null)).toEqual(['any', 'negated', 'alternative'])
  expect(of(sampleEvent('e', 0, { mode: 'manual' }, { type: 'card.issued' }))).toEqual([])
})
