import { expect, test } from 'vitest'
import { password } from '../bank.ts'
import { type House, ours } from './house.ts'

/** How one name is answered to many guesses at once, as the sign-in page's own script reads it. */
const flood = async (house: House, login: string, guesses: number) => {
  const headers = { ...ours, accept: 'application/json', 'x-sveltekit-action': 'true' }
  const guess = async (password: string) => {
    const body = new URLSearchParams({ login, password })
    const { headers: told, text } = await house.call('/sign-in?/password', { method: 'POST', headers, body })
    const { status, data } = JSON.parse(text) as { status: number; data: string }
    const waits = Number(told.get('retry-after'))
    return { status, waits, names: [...told.keys()], data: data.replaceAll(login, '·').replaceAll(/\b\d+\b/g, '#') }
  }
  const one = []
  for (let n = 0; n < 5; n++) one.push(await guess(`wrong ${n}`))
  // Ten at a time: sixteen passwords are looked at at once, and beyond that everybody waits.
  const many = []
  for (let n = 0; n < guesses; n += 10)
    many.push(...(await Promise.all(Array.from({ length: 10 }, (_, i) => guess(`many ${n + i}`)))))
  const last = await guess(password)
  return { one, many, last }
}

export const guessing = (house: House): void => {
  test('of many guesses at a name some are looked at, whether there is such a person or not', async () => {
    const somebody = await flood(house, 'officer-b02', 50)
    const nobody = await flood(house, 'nobody-of-that-name', 50)
    for (const { one, many, last } of [somebody, nobody]) {
      const all = [...one, ...many, last]
      expect(one.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
      expect(all.filter(({ status }) => status !== 429).length).toBeLessThanOrEqual(10)
      expect(last.status).toBe(429)
      for (const { status, waits } of all) expect(waits > 0).toBe(status === 429)
    }
    // Each thing said to one is said to the other: status, headers and words, but for the seconds to wait.
    const told = ({ one, many, last }: typeof somebody) =>
      new Set([...one, ...many, last].map(({ waits: _, ...rest }) => JSON.stringify(rest)))
    expect(told(nobody)).toEqual(told(somebody))
  })

  test('without its script the page says so too, and shows the form', async () => {
    const body = new URLSearchParams({ login: 'nobody-of-that-name', password: 'x' })
    const answer = await house.call('/sign-in?/password', {
      method: 'POST',
      headers: { ...ours, accept: 'text/html' },
      body,
    })
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(answer.text).toContain('name="login"')
  })
}
