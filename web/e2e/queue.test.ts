import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beyondAuthority, send, settle } from './bank.ts'
import { noBrowser, open, openBrowser, signedIn } from './browser.ts'

/** The queue as officers work it: views, groups, taking the next, several at once, keys only. */

const absent = noBrowser()
let product: RunningProduct
let browser: Browser

beforeAll(async () => {
  if (absent) return
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
  browser = await openBrowser()
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const dialog = (page: Page) => page.getByRole('dialog')

/** Sends hits about these subjects and waits until their issues are there. */
const issuesOf = async (subjects: readonly string[], orgunit?: string): Promise<void> => {
  await send(
    product.url,
    subjects.map((each) => beyondAuthority(each, orgunit)),
  )
  const officer = await signedIn(browser, product.url, 'officer')
  for (const subject of subjects)
    await expect
      .poll(async () => (await officer.request.get(`/api/issues?q=${subject}`)).text(), { timeout: 30_000 })
      .toContain(`"${subject}"`)
  await officer.context().close()
}

describe.skipIf(absent)(absent ?? 'saved views', () => {
  test('kept by keys, shared, picked by a colleague from the palette, renamed and deleted with undo', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues?severity=critical&sort=due')
    await officer.keyboard.press('v')
    await officer.getByRole('menuitem', { name: '将当前条件存为视图' }).press('Enter')
    await dialog(officer).locator('input[name=name]').fill('重大先到期')
    await dialog(officer).locator('input[name=shared]').check()
    await dialog(officer).locator('input[name=name]').press('Enter')
    await officer.getByRole('button', { name: '视图：重大先到期' }).waitFor()

    const colleague = await signedIn(browser, product.url, 'officer-b02')
    await open(colleague, '/issues')
    await colleague.keyboard.press('Control+k')
    await dialog(colleague).getByRole('combobox').fill('重大先')
    await colleague.keyboard.press('Enter')
    await colleague.waitForURL((url) => url.search === '?severity=critical&sort=due')
    await colleague.getByRole('button', { name: '视图：重大先到期' }).click()
    expect(await colleague.getByRole('menuitem', { name: '管理我的视图' }).count()).toBe(0)
    await colleague.context().close()

    await officer.keyboard.press('v')
    await officer.getByRole('menuitem', { name: '管理我的视图' }).press('Enter')
    await dialog(officer).getByRole('textbox').fill('重大')
    await dialog(officer).getByRole('textbox').press('Tab')
    await dialog(officer).getByRole('button', { name: '删除“重大”' }).click()
    await officer.getByRole('button', { name: '视图：视图' }).waitFor()
    await officer.getByRole('button', { name: '撤销' }).click()
    await officer.getByRole('button', { name: '视图：重大', exact: true }).waitFor()
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'take next', () => {
  test('two officers press n at once and have an issue each; undo gives it back', async () => {
    await issuesOf(['app-e2e-next-1', 'app-e2e-next-2'])
    const officer = await signedIn(browser, product.url, 'officer')
    const lead = await signedIn(browser, product.url, 'lead')
    const both = [officer, lead]
    await Promise.all(both.map((page) => open(page, '/issues?q=app-e2e-next&severity=critical')))
    await Promise.all(both.map((page) => page.keyboard.press('n')))
    const toast = (page: Page) => page.getByText('已领取：超权限批准授信')
    await Promise.all(both.map((page) => toast(page).waitFor()))
    const taken = await Promise.all(
      both.map(async (page) => {
        await page.waitForURL(/issue=/)
        return new URL(page.url()).searchParams.get('issue')
      }),
    )
    expect(new Set(taken).size).toBe(2)

    await lead.keyboard.press('n')
    await lead.getByText('没有待领取的问题了').waitFor()

    await officer.getByTestId('issue-state').getByText('核查中').waitFor()
    await officer.keyboard.press('u')
    await officer.getByTestId('issue-state').getByText('待受理').waitFor()
    await officer.getByTestId('priority').locator('summary').click()
    await officer.getByTestId('priority').getByText('严重程度：重大').waitFor()
    for (const page of both) await page.context().close()
  })
})
