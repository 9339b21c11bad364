import { expect, test } from 'vitest'
import { askedOf } from './asked.ts'
import { masked } from './masked.ts'

const asked = (query: string) => askedOf(new URLSearchParams(query), '2026-03-31')

test.each([
  ['', '30d', '2026-03-02', '2026-04-01'],
  ['span=90d', '90d', '2026-01-01', '2026-04-01'],
  ['span=month', 'month', '2026-03-01', '2026-04-01'],
  ['span=month-before', 'month-before', '2026-02-01', '2026-03-01'],
  ['span=year', 'year', '2025-04-01', '2026-04-01'],
  // The last day is meant whole.
  ['from=2008-05-01&to=2010-11-30', 'dates', '2008-05-01', '2010-12-01'],
  // Nonsense is the default, never a fault.
  ['span=century', '30d', '2026-03-02', '2026-04-01'],
  ['from=2026-02-30&to=2026-03-01', '30d', '2026-03-02', '2026-04-01'],
  ['from=2026-03-05&to=2026-03-01', '30d', '2026-03-02', '2026-04-01'],
  ['from=0001-01-01&to=9999-12-31', '30d', '2026-03-02', '2026-04-01'],
] as const)('%j asks for the span %s: %s to %s', (query, span, from, to) => {
  expect(asked(query)).toMatchObject({ span, period: { from, to } })
})

test('an empty value narrows, an absent one does not; the unit is not decided here', () => {
  expect(asked('channel=&segment=young&unit=b02&orgunit=b02&shoe=1').filters).toEqual({ channel: '', segment: 'young' })
})

test('window, break-down and list are those offered or the default', () => {
  expect(asked('window=14&by=actor&who=lost-bought')).toMatchObject({ window: 14, by: 'actor', who: 'lost-bought' })
  expect(asked('window=15&by=shoe&who=constructor')).toMatchObject({ window: 90, by: 'unit', who: null })
})

test('a masked number cannot be looked up', () => {
  expect(masked('cus-000123')).toBe('cu***123')
  expect(masked('c12345')).toBe('c***')
})
