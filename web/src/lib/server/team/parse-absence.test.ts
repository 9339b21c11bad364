import { expect, test } from 'vitest'
import { parseAbsence } from './parse-absence.ts'

const parsed = (fields: Record<string, string>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return parseAbsence(form, 'S001')
}

test('moments are the bank’s time, an empty person is oneself, an empty delegate nobody', () => {
  expect(parsed({ from: '2026-03-02T09:00', until: '2026-03-04T13:30', delegate: '' })).toEqual({
    personId: 'S001',
    startsAt: new Date('2026-03-02T01:00:00Z'),
    endsAt: new Date('2026-03-04T05:30:00Z'),
    delegate: null,
  })
  expect(parsed({ from: '2026-03-02T09:00', until: '2026-03-04T13:30', person: 'S2', delegate: 'S3' })).toMatchObject({
    personId: 'S2',
    delegate: 'S3',
  })
})

test.each(['', '2026-03-02', '2026-02-30T25:00', 'x', '2026-03-02T09:00:00Z'])('%j is no moment', (from) => {
  expect(parsed({ from, until: '2026-03-04T13:30' })).toBeNull()
})
