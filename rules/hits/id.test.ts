import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hitId } from './id.ts'

test('a hit id is the head of SHA-256 over its five parts', () => {
  const whole = createHash('sha256').update('["a.b",2,"k1","src#e1","breach"]').digest('hex')
  expect(hitId('a.b', 2, 'k1', 'src#e1', 'breach')).toBe(whole.slice(0, 32))
})

test('parts cannot run into each other', () => {
  expect(hitId('a', 1, 'b","c', 'd', 'e')).not.toBe(hitId('a', 1, 'b', 'c","d', 'e'))
})
