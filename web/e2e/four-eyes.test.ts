import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, settle } from './bank.ts'
import { noBrowser, open, openBrowser, signedIn } from './browser.ts'

/** A threshold for one branch, from the proposal to the bundle in force; and an entry of a list. */

const absent = noBrowser()
let product: RunningProduct
let browser: Browser
let rules: Page
let lead: Page

beforeAll(async () => {
  if (absent) return
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
  browser = await openBrowser()
  rules = await signedIn(browser, product.url, 'rules')
  lead = await signedIn(browser, product.url, 'lead')
}, 900_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const rule = 'issuance.approval-unread'
/** An approval after reading for so long; the rule finds what took less than 30 seconds. */
const read = (readSeconds: number, orgunit: string, subject: string) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/e2e/approval',
  type: 'approval.decided',
  time: new Date().toISOString(),
  subject,
  orgunit,
  data: {
    actor: 'p-approver',
    decision: 'approved',
    mode: 'manual',
    amount: 100_000,
    authority: 5_000_000,
    readSeconds,
    product: 'card',
  },
})
const dialog = (page: Page) => page.getByRole('dialog')
const post = (page: Page, path: string, body: object) =>
  page.evaluate(
    async ([to, text]) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(to!, { method: 'POST', headers, body: text })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    [path, JSON.stringify(body)],
  )
const bundle = async (page: Page): Promise<string> => {
  const answer = await page.request.get('/api/rules/register')
  return ((await answer.json()) as { bundle: string }).bundle
}
const issuesOf = async (subject: string): Promise<number> => {
  const answer = await lead.request.get(`/api/issues?state=all&subject=${subject}&rule=${rule}`)
  return ((await answer.json()) as { issues: unknown[] }).issues.length
}

describe.skipIf(absent)(absent ?? 'a parameter by four eyes', () => {
  let before: string

  test('the rule owner proposes a value for one branch; one beyond the bounds is refused with its place', async () => {
    before = await bundle(rules)
    await open(rules, `/rules/${rule}`)
    const parameter = rules.locator('[data-parameter=minimumReading]')
    await parameter.getByText('各机构均按默认值').waitFor()
    await parameter.getByRole('button').click()
    await dialog(rules).locator('select[name=orgunit]').selectOption('b01')
    await dialog(rules).locator('input[name=value]').fill('601')
    await dialog(rules).locator('textarea[name=reason]').fill('滨江分行试行双人复核，阅读时长门槛上调')
    await dialog(rules).getByRole('button', { name: '提交审批' }).click()
    await dialog(rules).getByRole('alert').filter({ hasText: '允许范围' }).waitFor()
    const change = { kind: 'parameter', rule, parameter: 'minimumReading', orgunit: 'b01', value: 601 }
    expect(await post(rules, '/api/changes', { change, reason: 'r' })).toMatchObject({
      status: 422,
      body: { refused: 'above-maximum', place: `${rule} · minimumReading · b01`, zh: '高于上限 600' },
    })
    await dialog(rules).locator('input[name=value]').fill('60')
    await dialog(rules).getByRole('button', { name: '提交审批' }).click()
    await rules.getByRole('link', { name: '1 项待审批' }).click()
    await rules.getByRole('heading', { level: 1, name: '变更审批' }).waitFor()
  })

  test('and is refused to approve it: no button, no key, no request', async () => {
    const item = rules.getByTestId('changes').getByRole('listitem')
    await item.getByText('变更由您提出，须由他人审批').waitFor()
    expect(await item.getByRole('button', { name: '批准' }).count()).toBe(0)
    await rules.keyboard.press('j')
    await rules.keyboard.press('a')
    expect(await dialog(rules).count()).toBe(0)
    expect(await post(rules, '/api/changes/1/decide', { verdict: 'approve' })).toMatchObject({
      status: 409,
      body: { refused: 'own' },
    })
    expect(await bundle(rules)).toBe(before)
  })

  test('another sees what would change and approves it by keyboard; the next bundle is in force', async () => {
    await send(product.url, [read(45, 'b01-s01-o1', 'app-before'), read(45, 'b02', 'app-elsewhere')])
    await expect
      .poll(async () => (await lead.request.get('/healthz')).text(), { timeout: 90_000 })
      .toContain('"events":2')
    await open(lead, '/changes')
    await lead.keyboard.press('j')
    await lead.keyboard.press('a')
    const row = dialog(lead).getByTestId('back-test').getByRole('row').nth(1)
    await row.waitFor({ timeout: 90_000 })
    expect((await row.getByRole('cell').allTextContents()).slice(1)).toEqual(['0', '1', '+1', '0'])
    await dialog(lead).locator('textarea').fill('同意试行')
    await dialog(lead).locator('textarea').press('Control+Enter')
    await lead.getByText('没有待审批的变更').waitFor()
    await lead.getByRole('link', { name: '已办结' }).click()
    await lead.getByText('lead 甲 批准').waitFor()
    const after = await bundle(lead)
    expect(after).not.toBe(before)
    await lead.getByText(after.slice(0, 12)).waitFor()
  })

  test('from the next events on the branch is judged by it, and no other', async () => {
    await expect
      .poll(
        async () => {
          const subject = `app-${randomUUID()}`
          await send(product.url, [read(45, 'b01-s01-o1', subject)])
          await new Promise((done) => setTimeout(done, 1_500))
          return issuesOf(subject)
        },
        { timeout: 90_000 },
      )
      .toBe(1)
    expect([await issuesOf('app-before'), await issuesOf('app-elsewhere')]).toEqual([0, 0])
    await open(rules, `/rules/${rule}`)
    await rules.locator('[data-parameter=minimumReading]').getByText('滨江分行').waitFor()
  })
})

describe.skipIf(absent)(absent ?? 'a list by four eyes', () => {
  test('an entry is proposed on its page and approved; a branch is shown no entries', async () => {
    await open(rules, '/lists?list=risk-merchants')
    await rules.getByRole('button', { name: '列入', exact: true }).click()
    await dialog(rules).locator('input[name=value]').fill('mer-e2e')
    await dialog(rules).locator('input[name=entry-reason]').fill('收单机构通报')
    await dialog(rules).locator('textarea[name=reason]').fill('转发监管通报')
    await dialog(rules).getByRole('button', { name: '提交审批' }).click()
    await rules.getByRole('link', { name: '1 项待审批', exact: true }).waitFor()
    expect(await rules.getByRole('cell', { name: 'mer-e2e' }).count()).toBe(0)

    await open(lead, '/changes')
    await lead.getByRole('button', { name: '批准' }).click()
    await dialog(lead).getByRole('button', { name: '批准' }).click()
    await lead.getByText('没有待审批的变更').waitFor()
    await open(rules, '/lists?list=risk-merchants')
    await rules.getByRole('row').filter({ hasText: 'mer-e2e' }).getByText('有效').waitFor()

    const manager = await signedIn(browser, product.url, 'manager')
    await open(manager, '/lists?list=blocked-accounts')
    await manager.getByText('名单内容仅总行可见').waitFor()
    expect(await manager.content()).not.toContain('acc-blocked')
    expect((await manager.request.get('/api/changes')).status()).toBe(403)
    await manager.context().close()
  })

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const page = await signedIn(browser, product.url, 'rules', { colorScheme })
    for (const path of ['/changes?over', '/lists', `/rules/${rule}`]) {
      await open(page, path)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([])
    }
    await page.context().close()
  })
})
