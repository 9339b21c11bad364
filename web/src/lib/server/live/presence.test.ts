import { expect, test } from 'vitest'
import { goneAfterMs, Present } from './presence.ts'

const present = () => {
  let now = 0
  const here = new Present(() => now)
  return {
    wait: (ms: number) => {
      now += ms
    },
    opens: (personId: string, id = 'i') => here.hear({ kind: 'presence', id, personId, left: false }),
    leaves: (personId: string, id = 'i') => here.hear({ kind: 'presence', id, personId, left: true }),
    on: (id = 'i') => here.on(id),
  }
}

test('who opens an issue is there until they leave; only coming and going is news', () => {
  const { opens, leaves, on } = present()
  expect([opens('a'), opens('a'), opens('b')]).toEqual([true, false, true])
  expect(on()).toEqual(['a', 'b'])
  expect([leaves('a'), leaves('a')]).toEqual([true, false])
  expect(on()).toEqual(['b'])
})

test('an issue knows its own people only', () => {
  const { opens, on } = present()
  opens('a', 'one')
  expect([on('one'), on('two')]).toEqual([['a'], []])
})

test('who says nothing any more is gone by themselves, and news when they come back', () => {
  const { opens, wait, on } = present()
  opens('a')
  wait(goneAfterMs - 1)
  opens('b')
  expect(on()).toEqual(['a', 'b'])
  wait(1)
  expect(on()).toEqual(['b'])
  expect(opens('a')).toBe(true)
})
