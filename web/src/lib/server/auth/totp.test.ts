import { Secret } from 'otpauth'
import { expect, test } from 'vitest'
import { enrolmentOf, newRecoveryCodes, newSecret, stepOf } from './totp.ts'

/** RFC 6238, appendix B, for SHA-1: the last six of its eight digits. */
const secret = Secret.fromUTF8('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1000)

test.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_111_111_111, '050471', 37_037_037],
  [1_234_567_890, '005924', 41_152_263],
  [2_000_000_000, '279037', 66_666_666],
  [20_000_000_000, '353130', 666_666_666],
])('at %d s the code %s is of step %d', (seconds, code, step) => {
  expect(stepOf(secret, code, at(seconds))).toBe(step)
})

test('a clock one step off is borne, two are not', () => {
  const [code, step] = ['287082', 1]
  expect([29, 30, 89].map((seconds) => stepOf(secret, code, at(seconds)))).toEqual([step, step, step])
  expect(stepOf(secret, code, at(90))).toBeNull()
  expect(stepOf(secret, '287083', at(59))).toBeNull()
})

test.each(['', '28708', '2870820', '28708x', ' 287082'])('%j is no code', (code) => {
  expect(stepOf(secret, code, at(59))).toBeNull()
})

test('a secret has 160 bits and is told in a picture; recovery codes are ten, all different', () => {
  const made = newSecret()
  expect(Secret.fromBase32(made).bytes).toHaveLength(20)
  expect(made).not.toBe(newSecret())
  expect(enrolmentOf(made, 'li')).toMatchObject({ secret: made, picture: expect.stringMatching(/^<svg/) })
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
})
