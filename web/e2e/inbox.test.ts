import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beyondAuthority, send, settle } from './bank.ts'
import { locales, noBrowser, open, openBrowser, signedIn } from './browser.ts'

/** An order written by one person arrives with another, while they look. */

const absent = noBrowser()
let product: RunningProduct
let browser: Browser
let officer: Page
let manager: Page
const posted: { headers: IncomingHttpHeaders; body: string }[] = []
const hook = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  posted.push({ headers: request.headers, body })
  response.writeHead(204).end()
})

beforeAll(async () => {
  if (absent) return
  product = await startProduct({
    environment: { MINGJING_SEED: 'none', MINGJING_WEBHOOK_NETS: '127.0.0.1' },
    prepare: settle,
  })
  browser = await openBrowser()
  officer = await signedIn(browser, product.url, 'officer')
  manager = await signedIn(browser, product.url, 'manager')
}, 900_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
  hook.close()
})

const bell = (page: Page) => page.getByTestId('bell')
const messages = (page: Page) => page.getByTestId('messages').getByRole('listitem')
const unread = (page: Page) => page.getByTestId('messages').locator('li[data-unread]')

/** A critical issue about a subject, found by its hit. */
const issueOf = async (subject: string): Promise<string> => {
  // By night a rule reminds of the approval itself: whom it is about then, and not their unit.
  const event = beyondAuthority(subject)
  await send(product.url, [{ ...event, data: { ...event.data, actor: 'p-executive' } }])
  let id: string | undefined
  const found = async () => {
    const answer = await officer.request.get(`/api/issues?q=${subject}`)
    id = ((await answer.json()) as { issues: { id: string }[] }).issues[0]?.id
    return id
  }
  await expect.poll(found, { timeout: 90_000 }).toBeDefined()
  return id!
}
const act = (page: Page, id: string, action: object) =>
  page.evaluate(
    async ([to, body]) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(to!, { method: 'POST', headers, body })).status
    },
    [`/api/issues/${id}`, JSON.stringify(action)],
  )
const order = async (subject: string): Promise<string> => {
  const id = await issueOf(subject)
  for (const action of [
    { kind: 'confirm', note: '' },
    { kind: 'order', text: '由有权审批人重新审批。', answerer: 'p-manager' },
  ])
    expect(await act(officer, id, action)).toBe(200)
  return id
}

describe.skipIf(absent)(absent ?? 'a reminder', () => {
  // First of all: what is five days old is judged only as long as nothing newer came. In a branch of its own: the inbox
  // of the other’s manager is to be empty yet.
  test('of what is overdue is sent from the timeliness page by keys, and arrives on the open page of who has the task', async () => {
    const lead = await signedIn(browser, product.url, 'lead')
    await open(lead, '/inbox?kind=urge')
    const assigned = {
      ...beyondAuthority('app-e2e-overdue', 'b02'),
      type: 'review.assigned',
      time: new Date(Date.now() - 5 * 86_400_000).toISOString(),
      data: { actor: 'p-lead', node: 'review-1' },
    }
    await send(product.url, [assigned])
    // The clock of the stream goes on by what comes after.
    await send(product.url, [beyondAuthority('app-e2e-after', 'b02')])
    const urging = officer.getByRole('button', { name: '立即催办 app-e2e-overdue' })
    await expect
      .poll(
        async () => {
          await open(officer, '/timeliness?list=overdue')
          return urging.count()
        },
        { timeout: 90_000 },
      )
      .toBe(1)
    await urging.focus()
    await officer.keyboard.press('Enter')
    await officer
      .getByRole('status')
      .getByText(/已发出 1 条/)
      .waitFor()
    await lead.getByTestId('new-messages').click()
    await unread(lead).filter({ hasText: 'app-e2e-overdue' }).waitFor()
    expect(await unread(lead).count()).toBe(1)
    await lead.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'the inbox', () => {
  const ids: string[] = []

  test('an order arrives on the open page of who has to answer it, and opens its issue by the keyboard', async () => {
    await open(manager, '/inbox')
    await manager.getByText('暂无消息').waitFor()
    expect(await bell(manager).getAttribute('aria-label')).toBe('消息')
    ids.push(await order('app-e2e-inbox-1'))
    await manager.getByRole('link', { name: '消息，1 条未读' }).waitFor()
    await manager.getByTestId('new-messages').click()
    await unread(manager).filter({ hasText: 'app-e2e-inbox-1' }).filter({ hasText: '整改通知' }).waitFor()
    await manager.keyboard.press('j')
    await manager.keyboard.press('Enter')
    await manager.waitForURL(`**/issues/${ids[0]}`)
    await manager.getByRole('link', { name: '消息', exact: true }).waitFor()
  })

  test('r marks as read, the filters stand in the URL, ? shows the keys', async () => {
    ids.push(await order('app-e2e-inbox-2'), await order('app-e2e-inbox-3'))
    await open(manager, '/inbox?unread=1')
    await expect.poll(() => unread(manager).count()).toBe(2)
    for (const key of ['j', 'j', 'r']) await manager.keyboard.press(key)
    await manager.getByRole('link', { name: '消息，1 条未读' }).waitFor()
    await manager.reload()
    expect(await messages(manager).count()).toBe(1)
    expect(await messages(manager).textContent()).toContain('app-e2e-inbox-3')
    await open(manager, '/inbox?kind=order')
    expect(await messages(manager).count()).toBe(3)
    await open(manager, '/inbox?kind=urge')
    expect(await messages(manager).count()).toBe(0)
    await manager.getByText('没有符合条件的消息').waitFor()
    await manager.keyboard.press('?')
    await manager.getByRole('dialog').getByText('标为已读').waitFor()
  })

  test('while the stream is down the count comes by polling', async () => {
    const cut = await signedIn(browser, product.url, 'manager')
    await cut.route('**/api/live', (route) => route.abort())
    await open(cut, '/timeliness')
    await cut.getByRole('link', { name: '消息，1 条未读' }).waitFor()
    await order('app-e2e-inbox-4')
    await cut.getByRole('link', { name: '消息，2 条未读' }).waitFor({ timeout: 90_000 })
    await cut.context().close()
  })

  test('reading all empties the bell on every page of the person; nobody else reads for them', async () => {
    const elsewhere = await signedIn(browser, product.url, 'manager')
    await open(elsewhere, '/timeliness')
    await open(manager, '/inbox')
    await manager.getByRole('button', { name: '全部标为已读' }).click()
    await elsewhere.getByRole('link', { name: '消息', exact: true }).waitFor()
    expect(await unread(manager).count()).toBe(0)
    await elsewhere.context().close()
    const seen = await officer.request.get('/api/notifications')
    expect(await seen.json()).toMatchObject({ notifications: [], unread: 0 })
  })

  test('an order also reaches a system of the bank, signed with the secret that was shown once', async () => {
    const port = await new Promise<number>((done) =>
      hook.listen(0, '127.0.0.1', () => done((hook.address() as AddressInfo).port)),
    )
    await open(manager, '/inbox')
    await manager.getByRole('link', { name: '接收设置' }).click()
    await manager.getByRole('checkbox', { name: 'Webhook' }).check()
    const address = manager.getByLabel('接收地址（URL）')
    await address.fill('https://user:word@hook.example/')
    await manager.getByRole('button', { name: '保存' }).click()
    await manager.getByRole('alert').filter({ hasText: '接收地址有误' }).waitFor()
    await address.fill(`http://127.0.0.1:${port}/`)
    await manager.getByRole('button', { name: '保存' }).click()
    const secret = await manager.getByLabel('消息签名密钥').inputValue()
    await manager.reload()
    expect(await address.inputValue()).toBe(`http://127.0.0.1:${port}/`)
    expect(await manager.getByLabel('消息签名密钥').count()).toBe(0)

    const id = await order('app-e2e-inbox-6')
    await expect.poll(() => posted.length, { timeout: 90_000 }).toBe(1)
    const { headers, body } = posted[0]!
    expect(JSON.parse(body)).toMatchObject({ notifications: [{ kind: 'order', link: `/issues/${id}` }] })
    const signed = createHmac('sha256', secret).update(`${headers['mingjing-timestamp']}.${body}`).digest('hex')
    expect(headers['mingjing-signature']).toBe(`v1=${signed}`)
  })

  test('an alert is set from a form that knows what its indicator takes, and taken back', async () => {
    await open(manager, '/alerts?indicator=instalment.volume')
    const field = (name: string) => manager.locator(`form [name=${name}]`)
    const send = manager.getByRole('button', { name: '设置', exact: true })
    await field('condition').selectOption('goal')
    expect(await field('grain').locator('option').allTextContents()).toEqual(['每日'])
    await field('condition').selectOption('below')
    await field('bound').fill('五百万')
    await send.click()
    await manager.getByRole('alert').waitFor()
    await field('bound').fill('5,000,000')
    await send.click()
    const listed = manager.getByTestId('alerts').getByRole('listitem')
    await expect.poll(() => listed.allTextContents()).toMatchObject([expect.stringContaining('低于 500 万元')])
    await listed.getByRole('button').click()
    await expect.poll(() => listed.count()).toBe(0)
  })

  test('axe finds nothing, by day and night, in both languages, with messages and without', async () => {
    await order('app-e2e-inbox-5')
    const found: string[] = []
    for (const locale of locales)
      for (const colorScheme of ['light', 'dark'] as const)
        for (const [login, paths] of [
          ['manager', ['/inbox', '/inbox/settings', '/alerts']],
          ['auditor', ['/inbox?unread=1']],
        ] as const) {
          const page = await signedIn(browser, product.url, login, { locale, colorScheme })
          await page.context().addCookies([{ name: 'PARAGLIDE_LOCALE', value: locale, url: product.url }])
          for (const path of paths) {
            await open(page, path)
            const { violations } = await new AxeBuilder({ page }).analyze()
            for (const { id, nodes } of violations)
              found.push(...nodes.map((node) => `${login} ${path} ${id}: ${node.html}`))
          }
          await page.context().close()
        }
    expect(found).toEqual([])
  })
})
