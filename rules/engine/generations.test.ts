import { expect, test } from 'vitest'
import { Generations } from './generations.ts'

test('what is not put for its life is gone after twice that, what is renewed stays', () => {
  const map = new Generations<string>(10)
  map.age(0)
  map.put('silent', 'a')
  map.put('busy', 'b')
  for (let now = 1; now <= 20; now++) {
    map.age(now)
    expect(map.renew('busy')).toBe('b')
    expect(map.get('silent')).toBe(now < 20 ? 'a' : undefined)
  }
  expect([...map]).toEqual([['busy', 'b']])
  expect(map.size).toBe(1)
})

test('it answers when it wants to be told the time again', () => {
  const map = new Generations<string>(10)
  expect(map.age(5)).toBe(15)
  expect(map.age(14)).toBe(15)
  expect(map.age(15)).toBe(25)
})
