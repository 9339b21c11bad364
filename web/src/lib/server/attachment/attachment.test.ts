import { expect, test } from 'vitest'
import { asBody } from './as-body.ts'
import { asDownload } from './disposition.ts'
import { readBounded } from './read-bounded.ts'
import { slots } from './slots.ts'

/** A body without end that tells how much of it was asked for. */
const endless = (piece: number) => {
  const asked = { pieces: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        asked.pieces += 1
        controller.enqueue(new Uint8Array(piece))
      },
      cancel: () => {
        asked.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { body, asked }
}

test('a body beyond its bound is left after the piece that goes beyond it', async () => {
  const { body, asked } = endless(1000)
  expect(await readBounded(body, 3500)).toBe(null)
  expect(asked).toEqual({ pieces: 4, cancelled: true })
})

test('a body up to its bound is read whole; none is empty', async () => {
  expect(await readBounded(new Blob(['abc', 'de']).stream(), 5)).toEqual(Buffer.from('abcde'))
  expect(await readBounded(null, 5)).toEqual(Buffer.alloc(0))
})

test('places are few in all and for one, and free again after a fault', async () => {
  const { hold } = slots(2, 1)
  let finish = () => {}
  const first = hold('a', () => new Promise<string>((done) => (finish = () => done('done'))))
  expect(await hold('a', async () => 'second of a')).toBe(null)
  await expect(hold('b', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  const second = hold('b', () => first)
  expect(await hold('c', async () => 'third in all')).toBe(null)
  finish()
  expect([await first, await second]).toEqual(['done', 'done'])
  expect(await hold('a', async () => 'again')).toBe('again')
})

test('a file leaves piece by piece, no farther than it is taken', async () => {
  const asked = { pieces: 0, ended: false }
  const pieces = async function* () {
    try {
      for (const piece of ['ab', 'c', 'd', 'e']) {
        asked.pieces += 1
        yield Buffer.from(piece)
      }
    } finally {
      asked.ended = true
    }
  }
  expect(await new Response(asBody(pieces())).text()).toBe('abcde')
  Object.assign(asked, { pieces: 0, ended: false })
  const reader = asBody(pieces()).getReader()
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('ab')
  await reader.cancel()
  expect(asked.ended).toBe(true)
  // One may be read ahead.
  expect(asked.pieces).toBeLessThanOrEqual(2)
})

test('a name goes into the head whole and harmless', () => {
  expect(asDownload('凭证 "1" (a).pdf')).toBe(
    `attachment; filename="__ _1_ (a).pdf"; filename*=UTF-8''%E5%87%AD%E8%AF%81%20%221%22%20%28a%29.pdf`,
  )
})
