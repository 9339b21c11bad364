import { expect, test } from 'vitest'
import { mask } from './dead-letter.ts'

test('values are hidden, names of members stay', () => {
  expect(mask('{"id":"a1","data":{"姓名":"张三","amount":12.5,"ok":true}}')).toBe(
    '{"id":"xx","data":{"…":"xx","amount":0,"ok":true}}',
  )
})

test('what is no JSON is hidden whole', () => {
  expect(mask('{"id":"a1", 张三')).toBe('{"xx":"xx", xx')
})

test('nesting without end is hidden too, and stops nobody', () => {
  const bomb = `${'{"a":'.repeat(10_000)}"张三"${'}'.repeat(10_000)}`
  expect(() => JSON.parse(bomb)).not.toThrow()
  expect(mask(bomb)).toBe('{"x":'.repeat(400))
})
