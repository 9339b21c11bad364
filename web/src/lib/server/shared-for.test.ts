import { expect, test } from 'vitest'
import { sharedFor } from './shared-for.ts'

test('a thousand who ask at once cause one piece of work; later ones another, also after a failure', async () => {
  let now = 1000
  let works = 0
  const ask = sharedFor(
    500,
    async () => {
      works++
      if (works === 2) throw new Error('away')
      return works
    },
    () => now,
  )
  expect(new Set(await Promise.all(Array.from({ length: 1000 }, ask)))).toEqual(new Set([1]))
  now += 499
  expect(await ask()).toBe(1)
  now += 1
  await expect(ask()).rejects.toThrow('away')
  now += 500
  expect(await ask()).toBe(3)
  // The clock was set back.
  now = 0
  expect(await ask()).toBe(4)
})
