import { expect, test } from 'vitest'
import { parseRead } from './parse-read.ts'

test('names or a moment, and nothing else', () => {
  expect(parseRead({ ids: ['a', 'b'] })).toEqual({ ids: ['a', 'b'] })
  expect(parseRead({ upTo: 1000.5 })).toEqual({ upTo: new Date(1000) })
  for (const strange of [null, 'x', [], {}, { ids: [1] }, { ids: 'a' }, { upTo: '1' }, { upTo: -1 }, { upTo: 9e15 }])
    expect([strange, parseRead(strange)]).toEqual([strange, null])
  expect(parseRead({ ids: Array(1001).fill('a') })).toBeNull()
})
