import { expect, test } from 'vitest'
import { attemptLimit, attemptSpan, countAttempts } from './attempts.ts'

test('the eleventh attempt within 15 minutes is refused, whoever it is for', () => {
  const attempts = countAttempts()
  for (let i = 0; i < attemptLimit; i++) expect(attempts.take('li', i)).toBe(true)
  expect(attempts.take('li', 10)).toBe(false)
  expect(attempts.take('wang', 10)).toBe(true)
})

test('a refused attempt does not prolong the wait', () => {
  const attempts = countAttempts()
  for (let i = 0; i < attemptLimit; i++) attempts.take('li', 0)
  for (let i = 1; i < 100; i++) expect(attempts.take('li', i)).toBe(false)
  expect(attempts.take('li', attemptSpan + 1)).toBe(true)
})

test('a right password gives the attempts back', () => {
  const attempts = countAttempts()
  for (let i = 0; i < attemptLimit; i++) attempts.take('li', 0)
  attempts.clear('li')
  expect(attempts.take('li', 1)).toBe(true)
})
