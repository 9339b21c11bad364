import { expect, test } from 'vitest'
import { everyMinute } from './per-minute.ts'

test('minutes without a block are zero, and only whole minutes of the span appear', () => {
  const rows = [{ minute_ms: 120_000, events: 7, hits: 1 }]
  expect(everyMinute(rows, 30_000, 200_000, String)).toEqual([
    { label: '60000', events: 0, hits: 0 },
    { label: '120000', events: 7, hits: 1 },
    { label: '180000', events: 0, hits: 0 },
  ])
})
