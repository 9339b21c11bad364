import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, settle } from './bank.ts'
import { locales, noBrowser, open, openBrowser, signedIn } from './browser.ts'

/** The marketing page as people meet it: from a step of the funnel to its customers and back, and out as labels. */

const absent = noBrowser()
let product: RunningProduct
let browser: Browser
let manager: Page

const day = 86_400_000
const event = (type: string, customer: string, ago: number, data: object, orgunit = 'b01-s01-o1') => ({
  ...{ specversion: '1.0', id: randomUUID(), source: '/e2e/marketing', type, subject: customer, orgunit },
  time: new Date(Date.now() - ago).toISOString(),
  data: { campaign: 'spring', customer, ...data },
})

beforeAll(async () => {
  if (absent) return
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
  const listed = (customer: string, control = false, orgunit?: string) =>
    event('campaign.targeted', customer, 5 * day, { segment: 'young', control }, orgunit)
  const events = [
    ...['customer-0001', 'customer-0002', 'customer-0003'].map((customer) => listed(customer)),
    listed('customer-0004', true),
    listed('=1+1-stranger', false, 'b02'),
    event('campaign.contacted', 'customer-0001', 4 * day, { connected: true, channel: 'phone' }),
    event('campaign.contacted', 'customer-0002', 4 * day, { connected: false, channel: 'phone' }),
    event('campaign.responded', 'customer-0001', 3 * day, { response: 'bought', amount: 500_00 }),
  ]
  await send(product.url, events)
  const taken = async () => ((await (await fetch(`${product.url}/healthz`)).json()) as { events: number }).events
  while ((await taken()) < events.length) await new Promise((resolve) => setTimeout(resolve, 200))
  browser = await openBrowser()
  manager = await signedIn(browser, product.url, 'manager')
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

describe.skipIf(absent)(absent ?? 'the funnel', () => {
  test('a number clicked opens as many rows, masked, and Back closes them', async () => {
    await open(manager, '/marketing')
    await manager.getByRole('link', { name: '查看触达未接通名单，1 人次' }).click()
    await manager.getByTestId('list-count').getByText('共 1 人次，与所点数字一致').waitFor()
    expect(new URL(manager.url()).searchParams.get('who')).toBe('lost-connected')
    expect(await manager.getByText('cu***002').count()).toBe(1)
    expect(await manager.content()).not.toContain('customer-0002')
    await manager.goBack()
    await manager.waitForURL((url) => url.search === '')
    await manager.getByTestId('list-count').waitFor({ state: 'detached' })
  }, 120_000)

  test('the labels are those of the own units, on record, and no formula', async () => {
    const download = manager.waitForEvent('download')
    await manager.getByRole('button', { name: '导出标签' }).click()
    const stream = await (await download).createReadStream()
    const text = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString('utf8')
    expect(text.startsWith('\uFEFF# export,campaign labels\r\n# taken by,p-manager\r\n')).toBe(true)
    expect(text.split('\r\n').filter((line) => line.startsWith('customer-'))).toHaveLength(4)
    expect(text).toMatch(/^customer-0001,spring,young,,b01-s01-o1,phone,,target,bought,1,0,1,50000,/m)
    expect(text).not.toContain('stranger')
    const rules = await signedIn(browser, product.url, 'rules')
    const whole = await rules.request.post('/api/labels', { headers: { origin: product.url } })
    expect(await whole.text()).toContain("\r\n'=1+1-stranger,")
    const officer = await signedIn(browser, product.url, 'officer')
    expect((await officer.request.post('/api/labels', { headers: { origin: product.url } })).status()).toBe(403)
    await open(officer, '/marketing')
    expect(await officer.getByRole('button', { name: '导出标签' }).count()).toBe(0)
    await officer.context().close()
    await rules.context().close()
  }, 120_000)

  test.each(locales)(
    'is clean by axe and fits a phone: %s',
    async (locale) => {
      const phone = await signedIn(browser, product.url, 'executive', { locale, viewport: { width: 390, height: 844 } })
      for (const path of ['/marketing?who=targeted&by=segment', '/post-loan']) {
        await open(phone, path)
        await phone.getByRole('heading', { level: 1 }).waitFor()
        expect((await new AxeBuilder({ page: phone }).analyze()).violations).toEqual([])
        expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      }
      await phone.context().close()
    },
    120_000,
  )
})
