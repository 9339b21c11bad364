import { expect, test } from 'vitest'
import { readFrames, writeFrames } from './frames.ts'

test('rows come back as they were, in several frames', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => ['key', `k${i} 明镜 \u2028`, { i, text: 'x'.repeat(i % 200) }])
  const bytes = await writeFrames(rows)
  expect(bytes.readUInt32LE(0) + 4).toBeLessThan(bytes.length)
  expect([...readFrames(bytes)]).toEqual(rows)
  expect([...readFrames(await writeFrames([]))]).toEqual([])
})

test('bytes that are no frames are refused', async () => {
  const bytes = await writeFrames([['a'], ['b']])
  expect(() => [...readFrames(bytes.subarray(0, bytes.length - 3))]).toThrow()
  expect(() => [...readFrames(Buffer.from('no frames at all'))]).toThrow()
})
