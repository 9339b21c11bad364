import { describe, expect, test } from 'vitest'
import { type Document, fuzzFace } from '../fuzz/face.ts'
import { groundOf } from '../fuzz/ground.ts'
import type { House } from './house.ts'

/** `FUZZ_SEED=7 npx vitest run web/e2e/doors.test.ts -t document` asks the same again. */
const seed = Number(process.env.FUZZ_SEED ?? 20261128)

export const fuzzed = (house: House): void =>
  describe(`asked by the document, seed ${seed}`, () => {
    test('no fault, no stack; what is taken and what is refused is as the document says', async () => {
      const document = JSON.parse((await house.call('/api/openapi.json')).text) as Document
      const report = await fuzzFace(document, await groundOf(house.product.url, house.cookies), seed)
      console.log(`S6 seed ${seed}: ${report.requests} requests, ${JSON.stringify(report.statuses)}`)
      expect(report.broken).toEqual([])
      expect(report.taken.size).toBeGreaterThan(25)
      expect(house.product.printed()).not.toContain('"level":"error"')
    })
  })
