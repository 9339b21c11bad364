import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, settle } from './bank.ts'
import { locales, noBrowser, open, openBrowser, signedIn } from './browser.ts'
import { heapOfWall, refreshed, refreshMs } from './wall-heap.ts'

/** Marketing and branch cockpit as people meet them: from a number to its rows and back, out as labels, on a wall. */

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

const booking = (subject: string, orgunit = 'b01-s01-o1') => {
  const time = new Date(Date.now() - 60_000).toISOString()
  const data = { clientKind: 'personal', business: 'cash', channel: 'mobile', plannedAt: time }
  const own = { specversion: '1.0', id: randomUUID(), source: '/e2e/branch', type: 'appointment.booked' }
  return { ...own, subject, orgunit, time, data }
}

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
    ...['visit-1', 'visit-2', 'visit-3'].map((subject) => booking(subject)),
    booking('visit-of-b02', 'b02'),
  ]
  await send(product.url, events)
  const taken = async () => ((await (await fetch(`${product.url}/healthz`)).json()) as { events: number }).events
  while ((await taken()) < events.length) await new Promise((resolve) => setTimeout(resolve, 200))
  browser = await openBrowser()
  manager = await signedIn(browser, product.url, 'manager')
}, 900_000)

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
  })

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
  })

  test.each(locales)(
    'is clean by axe and fits a phone: %s',
    async (locale) => {
      const phone = await signedIn(browser, product.url, 'executive', { locale, viewport: { width: 390, height: 844 } })
      for (const path of ['/marketing?who=targeted&by=segment', '/post-loan', '/branch?i=appointments.booked&rows=1']) {
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

describe.skipIf(absent)(absent ?? 'the branch cockpit', () => {
  test('a number is that of the units below together, opens as many rows, and Back undoes each step', async () => {
    await open(manager, '/branch')
    const number = manager.locator('[data-indicator="appointments.booked"]')
    expect((await number.textContent())?.trim()).toBe('3')
    await manager.getByRole('link', { name: '预约量', exact: true }).click()
    await manager.getByText('下级合计 3，与本级一致').waitFor()
    await manager.getByLabel('采取了什么举措').fill('电话邀约')
    await manager.getByRole('button', { name: '登记（滨江分行）' }).click()
    await manager.getByText('实施不足三个整日').waitFor()
    expect(new URL(manager.url()).searchParams.get('i')).toBe('appointments.booked')
    await manager.getByRole('link', { name: '查看明细' }).click()
    await manager.getByTestId('list-count').getByText('共 3 条，与所点数字一致').waitFor()
    expect(await manager.content()).not.toContain('visit-of-b02')
    await manager.getByRole('link', { name: '滨江一支行' }).first().click()
    await manager.waitForURL((url) => url.searchParams.get('unit') === 'b01-s01')
    await manager.goBack()
    await manager.waitForURL((url) => url.searchParams.get('unit') === null)
    await manager.goBack()
    await manager.getByTestId('list-count').waitFor({ state: 'detached' })
  })

  test('the wall refreshes, waits while hidden, keeps its numbers when cut off, comes back, and does not grow', async () => {
    const wall = await signedIn(browser, product.url, 'executive', { viewport: { width: 1920, height: 1080 } })
    await wall.clock.install()
    await wall.goto('/branch/wall')
    await wall.clock.runFor(refreshMs)
    await refreshed(wall, 1)
    const answer = await (await wall.request.get('/api/branch/wall')).text()
    let asked = 0
    let cut: 'off' | 'silent' | null = null
    await wall.route('**/api/branch/wall*', (route) => {
      asked++
      if (cut === 'silent') return
      return cut === 'off' ? route.abort() : route.fulfill({ body: answer, contentType: 'application/json' })
    })

    const hide = (hidden: boolean) =>
      wall.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    const panel = () => wall.getByTestId('wall').getAttribute('data-panel')
    await hide(true)
    const before = await panel()
    await wall.clock.runFor(10 * refreshMs)
    expect([asked, await panel()]).toEqual([0, before])
    await hide(false)
    await wall.clock.runFor(1)
    await refreshed(wall, 2)

    // Refused, or never answered at all.
    for (const how of ['off', 'silent'] as const) {
      cut = how
      await wall.clock.runFor(refreshMs)
      if (how === 'silent') await wall.clock.runFor(20_000)
      await wall.getByText('连接中断').waitFor()
      expect(await wall.getByRole('heading', { level: 1 }).textContent()).toBe('总行')
      cut = null
      await wall.clock.runFor(refreshMs)
      await wall.getByText('连接中断').waitFor({ state: 'detached' })
    }

    const { slope } = await heapOfWall(wall, 60, 20)
    expect(slope).toBeLessThan(0.03)
    expect((await new AxeBuilder({ page: wall }).analyze()).violations).toEqual([])
    await wall.context().close()
  }, 900_000)
})
