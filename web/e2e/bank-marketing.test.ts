import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle, token } from './bank.ts'
import { noBrowser, openBrowser, signedIn } from './browser.ts'

/** A real bank's campaign through the whole product: the import, the worker, the catalogue and the API. */

const log = fileURLToPath(new URL('../../../shared/data/bank-marketing/bank-full.csv.gz', import.meta.url))
const absent = existsSync(log) ? noBrowser() : 'the log of the Portuguese bank is not there'
const program = fileURLToPath(new URL('../../mingjing.ts', import.meta.url))
const years = 'from=2008-01-01&to=2011-01-01'
let product: RunningProduct
let browser: Browser
let executive: Page

/** Sends the file as NDJSON, as many lines as one request may hold. */
const sendFile = async (file: string): Promise<number> => {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  for (let from = 0; from < lines.length; from += 20_000) {
    const answer = await fetch(`${product.url}/api/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: lines.slice(from, from + 20_000).join('\n'),
    })
    const { rejected } = (await answer.json()) as { rejected: unknown[] }
    if (answer.status !== 200 || rejected.length > 0) throw new Error(`${answer.status} ${JSON.stringify(rejected[0])}`)
  }
  return lines.length
}

interface Answer {
  value: number | null
  numerator?: number
  denominator?: number
}
const indicator = async (id: string, query = '', page = executive): Promise<Answer> => {
  const answer = await page.request.get(`/api/indicators/${id}?${years}${query}`)
  expect(answer.status()).toBe(200)
  return answer.json() as Promise<Answer>
}

beforeAll(async () => {
  if (absent) return
  const folder = mkdtempSync(`${tmpdir()}/mingjing-log-`)
  // Of the library, rules of consent hit every call of this bank, which asked nobody; the numbers are those without, too.
  mkdirSync(`${folder}/rules`)
  cpSync(new URL('../../rules/library/branch', import.meta.url), `${folder}/rules`, { recursive: true })
  product = await startProduct({
    environment: { MINGJING_SEED: 'none', MINGJING_RULES: `${folder}/rules` },
    prepare: settle,
  })
  try {
    execFileSync(process.execPath, [program, 'import', 'csv', log, '--out', `${folder}/log.ndjson`], { stdio: 'pipe' })
    const sent = await sendFile(`${folder}/log.ndjson`)
    const taken = async () => ((await (await fetch(`${product.url}/healthz`)).json()) as { events: number }).events
    while ((await taken()) < sent) await new Promise((resolve) => setTimeout(resolve, 500))
  } finally {
    rmSync(folder, { recursive: true })
  }
  browser = await openBrowser()
  executive = await signedIn(browser, product.url, 'executive')
}, 900_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

describe.skipIf(absent)(absent ?? 'bank marketing', () => {
  test('clients, buyers and contacts are those published', async () => {
    expect((await indicator('marketing.clients')).value).toBe(45_211)
    expect((await indicator('marketing.reach')).value).toBe(45_211)
    expect((await indicator('marketing.buyers')).value).toBe(5_289)
    expect((await indicator('marketing.contacts')).value).toBe(124_956)
  })

  test('the funnel tells the same, and the response rate is buyers over connected calls', async () => {
    expect((await indicator('marketing.targeted')).value).toBe(45_211)
    expect(await indicator('marketing.step-reached')).toMatchObject({ numerator: 45_211, denominator: 45_211 })
    expect(await indicator('marketing.step-bought')).toMatchObject({ numerator: 5_289, denominator: 5_289 })
    expect(await indicator('marketing.conversion')).toMatchObject({ numerator: 5_289, denominator: 45_211 })
    expect(await indicator('marketing.response-rate')).toMatchObject({ numerator: 5_289, denominator: 124_956 })
    // The longest campaign of a client takes 63 days: a shorter window must lose some.
    expect((await indicator('marketing.conversion', '&window=14')).numerator).toBeLessThan(5_289)
    expect((await indicator('marketing.lift')).value).toBeNull()
  })

  test('a branch that has none of it sees nothing of it', async () => {
    const manager = await signedIn(browser, product.url, 'manager')
    expect((await indicator('marketing.targeted', '', manager)).value).toBe(0)
    expect((await indicator('marketing.contacts', '', manager)).value).toBe(0)
    await manager.context().close()
  })
})
