import AxeBuilder from '@axe-core/playwright'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beyondAuthority, send, settle } from './bank.ts'
import { noBrowser, open, openBrowser, signedIn } from './browser.ts'
import { openManyIssues } from './many-issues.ts'

/** The queue as officers work it: views, groups, taking the next, several at once, keys only. */

/** Open from the start, so that one action on all of them takes two requests. */
const many = 10_000
const settleWithMany = async (folder: string): Promise<void> => {
  await settle(folder)
  const postgres = await openPostgres({ path: `${folder}/postgres` })
  try {
    await openManyIssues(postgres, many, new Date())
  } finally {
    await postgres.close()
  }
}

const absent = noBrowser()
let product: RunningProduct
let browser: Browser

beforeAll(async () => {
  if (absent) return
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settleWithMany })
  browser = await openBrowser()
}, 900_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const dialog = (page: Page) => page.getByRole('dialog')
const axe = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])

/** Sends hits about these subjects and waits until their issues are there. */
const issuesOf = async (subjects: readonly string[], orgunit?: string): Promise<void> => {
  await send(
    product.url,
    subjects.map((each) => beyondAuthority(each, orgunit)),
  )
  const officer = await signedIn(browser, product.url, 'officer')
  for (const subject of subjects)
    await expect
      .poll(async () => (await officer.request.get(`/api/issues?q=${subject}`)).text(), { timeout: 90_000 })
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
    expect(await axe(officer)).toEqual([])
    await dialog(officer).getByRole('textbox').fill('重大')
    await dialog(officer).getByRole('textbox').press('Tab')
    await dialog(officer).getByRole('button', { name: '删除“重大”' }).click()
    await officer.getByRole('button', { name: '视图：视图' }).waitFor()
    await officer.getByRole('button', { name: '撤销' }).click()
    await officer.getByRole('button', { name: '视图：重大', exact: true }).waitFor()
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'search by fields', () => {
  test('names and values are offered while they are typed, chosen by keys, and what is wrong is said and not sent', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues')
    const box = officer.getByRole('combobox', { name: '搜索词语，或 字段:值' })
    const list = officer.getByRole('listbox', { name: '可用的字段与取值' })
    const offered = list.getByRole('option')
    await officer.keyboard.press('/')
    await officer.keyboard.type('严重')
    await expect.poll(() => offered.allTextContents()).toEqual([expect.stringMatching(/^严重程度:/)])
    expect(await axe(officer)).toEqual([])
    await officer.keyboard.press('ArrowDown')
    await officer.keyboard.press('Enter')
    expect(await box.inputValue()).toBe('严重程度:')
    // The values follow at once; the second is reached past the first.
    await officer.keyboard.press('ArrowDown')
    await officer.keyboard.press('ArrowDown')
    const second = await list.getByRole('option', { selected: true }).textContent()
    await officer.keyboard.press('Tab')
    const chosen = (await box.inputValue()).trim()
    expect(second).toContain(chosen.slice('严重程度:'.length))
    await officer.waitForURL((url) => url.searchParams.get('q') === chosen)
    expect(await offered.count()).toBe(0)

    await officer.keyboard.type('金额:很多 ')
    await officer.keyboard.press('Enter')
    await officer.getByRole('alert').filter({ hasText: '金额' }).waitFor()
    expect(new URL(officer.url()).searchParams.get('q')).toBe(chosen)
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

const total = (page: Page) => page.getByTestId('queue-total')
const state = (page: Page) => page.getByTestId('issue-state')

describe.skipIf(absent)(absent ?? 'put off', () => {
  test('by keys until the next working day, back by undo, listed on its own', async () => {
    await issuesOf(['app-e2e-snooze'])
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues?q=app-e2e-snooze&severity=critical')
    await total(officer).getByText('共 1 条').waitFor()
    await officer.keyboard.press('j')
    await state(officer).waitFor()
    await officer.keyboard.press('z')
    await dialog(officer).getByText('处理时限照常计算').waitFor()
    expect(await axe(officer)).toEqual([])
    await officer.keyboard.press('1')
    await total(officer).getByText('共 0 条').waitFor()
    await officer.getByTestId('snoozed').waitFor()
    await officer.keyboard.press('u')
    await total(officer).getByText('共 1 条').waitFor()

    await officer.keyboard.press('z')
    await dialog(officer).waitFor()
    await officer.keyboard.press('1')
    await officer.getByRole('button', { name: '已推迟 1' }).click()
    await officer.getByRole('row').getByText('推迟至').waitFor()
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'groups', () => {
  test('by branch with the counts of all that match; opened, closed and ordered by keys; all of it in the URL', async () => {
    await issuesOf(['app-e2e-group-1', 'app-e2e-group-2'])
    await issuesOf(['app-e2e-group-3'], 'b02')
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues?q=app-e2e-group&severity=critical')
    const groups = officer.getByTestId('group')
    const heads = async () => (await groups.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim())
    await officer.keyboard.press('g')
    await officer.waitForURL(/group=rule/)
    await officer.keyboard.press('g')
    await officer.waitForURL(/group=branch/)
    await expect
      .poll(heads)
      .toMatchObject([expect.stringContaining('滨江分行 2 条'), expect.stringContaining('城北分行 1 条')])
    const rows = officer.getByRole('row').filter({ hasText: 'app-e2e-group' })
    expect(await rows.count()).toBe(2)

    await officer.keyboard.press('j')
    await officer.keyboard.press(']')
    await officer.waitForURL(/open=b02/)
    await officer.getByRole('definition').getByText('app-e2e-group-3').waitFor()
    expect(await rows.count()).toBe(3)
    await officer.keyboard.press('-')
    await expect.poll(() => rows.count()).toBe(2)
    await officer.keyboard.press('s')
    await officer.waitForURL(/sort=due/)

    await officer.reload()
    await expect.poll(() => rows.count()).toBe(2)
    expect(await groups.nth(1).getAttribute('aria-expanded')).toBe('false')
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'several people at once', () => {
  const subject = 'app-e2e-together'
  let path: string

  test('who else has the issue open is shown, and goes when they do', async () => {
    await issuesOf([subject])
    const officer = await signedIn(browser, product.url, 'officer')
    const lead = await signedIn(browser, product.url, 'lead')
    const answer = await officer.request.get(`/api/issues?q=${subject}&severity=critical`)
    path = `/issues/${((await answer.json()) as { issues: { id: string }[] }).issues[0]!.id}`
    await open(lead, path)
    await state(lead).waitFor()
    await open(officer, path)
    await lead.getByTestId('present').getByText('officer 甲正在查看').waitFor()
    await officer.getByTestId('present').getByText('lead 甲正在查看').waitFor()
    await officer.goto('about:blank')
    await lead.getByTestId('present').getByText('正在查看').waitFor({ state: 'detached' })
    for (const page of [officer, lead]) await page.context().close()
  })

  test('what was decided meanwhile is told, nothing is overwritten and no word is lost', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    // Without live news the page does not learn of it by itself.
    await officer.route(/\/api\/live/, (route) => route.abort())
    await open(officer, path)
    await officer.getByRole('group', { name: '可进行的处理' }).getByRole('button', { name: '排除' }).click()
    await dialog(officer).locator('textarea').fill('客户已补充授权。')
    const lead = await signedIn(browser, product.url, 'lead')
    await open(lead, path)
    await lead.getByRole('group', { name: '可进行的处理' }).getByRole('button', { name: '确认问题' }).click()
    await state(lead).getByText('已确认').waitFor()

    await dialog(officer).locator('button:not([type=button])').click()
    await dialog(officer)
      .getByRole('alert')
      .getByText(/lead 甲 \d\d:\d\d 确认问题/)
      .waitFor()
    expect(await dialog(officer).locator('textarea').inputValue()).toBe('客户已补充授权。')
    await state(officer).getByText('已确认').waitFor()
    for (const page of [officer, lead]) await page.context().close()
  })

  test('a comment mentions a colleague who may see the issue; others are not offered', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, `/issues?q=${subject}&severity=critical`)
    await officer.keyboard.press('j')
    await state(officer).waitFor()
    await officer.keyboard.press('m')
    const field = dialog(officer).locator('textarea')
    await dialog(officer).locator('textarea:focus').waitFor()
    await officer.keyboard.type('@officer-b')
    expect(await dialog(officer).getByRole('option').count()).toBe(0)
    await field.fill('')
    await officer.keyboard.type('请 @man')
    await dialog(officer).getByRole('option', { name: 'manager 甲' }).waitFor()
    expect(await axe(officer)).toEqual([])
    await officer.keyboard.press('Enter')
    expect(await field.inputValue()).toBe('请 @manager 甲 ')
    await officer.keyboard.type('补充材料')
    const sent = officer.waitForRequest(
      (request) => request.method() === 'POST' && /\/api\/issues\/i_\w+$/.test(request.url()),
    )
    await officer.keyboard.press('Control+Enter')
    expect((await sent).postDataJSON()).toMatchObject({ kind: 'comment', mentions: ['p-manager'] })
    await officer.getByText('请 @manager 甲 补充材料').waitFor()
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'fifty issues', () => {
  test('are cleared with the keyboard only, and the last is taken back', { timeout: 600_000 }, async () => {
    const many = 50
    await send(
      product.url,
      Array.from({ length: many }, (_, i) => beyondAuthority(`app-e2e-fifty-${i}`)),
    )
    const officer = await signedIn(browser, product.url, 'officer')
    const query = 'q=app-e2e-fifty&severity=critical&state=open'
    const left = async (): Promise<number> =>
      ((await (await officer.request.get(`/api/issues?${query}`)).json()) as { total: number }).total
    await expect.poll(left, { timeout: 90_000 }).toBe(many)
    await open(officer, `/issues?${query}`)
    for (let i = many; i > 0; i--) {
      await total(officer).getByText(`共 ${i} 条`, { exact: true }).waitFor()
      await officer.keyboard.press('j')
      if (i % 2 === 0) await officer.keyboard.press('c')
      else {
        await officer.keyboard.press('d')
        await dialog(officer).locator('textarea:focus').waitFor()
        await officer.keyboard.type('已核实，误报')
        await officer.keyboard.press('Control+Enter')
        await dialog(officer).waitFor({ state: 'hidden' })
      }
    }
    await total(officer).getByText('共 0 条', { exact: true }).waitFor()
    expect(await left()).toBe(0)
    await officer.keyboard.press('u')
    await total(officer).getByText('共 1 条', { exact: true }).waitFor()
    await state(officer).getByText('待受理').waitFor()
    expect(await left()).toBe(1)
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'all that match', () => {
  test('one action on them shows how far it is, stops when asked, and is taken back', {
    timeout: 600_000,
  }, async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    const ofState = async (state: string): Promise<number> =>
      ((await (await officer.request.get(`/api/issues?q=条规则&state=${state}`)).json()) as { total: number }).total
    await open(officer, '/issues?q=条规则&state=open')
    await total(officer).getByText('共 10,000 条', { exact: true }).waitFor()
    await officer.keyboard.press('j')
    await state(officer).waitFor()
    await officer.keyboard.press('x')
    await officer.getByRole('button', { name: '选择全部 10,000 条' }).click()
    const bar = officer.getByRole('group', { name: '可进行的处理' }).filter({ hasText: '已选 10,000 条' })
    await bar.waitFor()

    // The first two requests, which go together, are held until its progress was seen and it was told to stop.
    const told = Promise.withResolvers<void>()
    await officer.route(
      ({ pathname }) => pathname === '/api/issues',
      async (route) => {
        await told.promise
        await route.continue()
      },
    )
    await bar.getByRole('button', { name: '由我核查', exact: true }).click()
    await officer.getByRole('progressbar', { name: '已处理 0 / 10,000 条' }).waitFor()
    expect(await axe(officer)).toEqual([])
    await officer.getByRole('button', { name: '停止', exact: true }).click()
    told.resolve()
    const toast = officer.getByRole('status').filter({ hasText: '已停止，其余 8,000 条未处理' })
    await toast.getByText('2,000 条已处理').waitFor()
    // At once: the offer to take it back goes after a while.
    await toast.getByRole('button', { name: '撤销' }).click()
    await officer.getByText('已撤销 2,000 条').waitFor()
    await total(officer).getByText('共 10,000 条', { exact: true }).waitFor()
    expect([await ofState('open'), await ofState('assigned')]).toEqual([many, 0])
    const { issues } = (await (await officer.request.get('/api/issues?q=条规则&state=open')).json()) as {
      issues: { version: number; assignee: string | null }[]
    }
    // The first hundred were taken and given back: done for real, and undone.
    expect(issues.every(({ version, assignee }) => version === 3 && assignee === null)).toBe(true)

    await officer.unrouteAll()
    await officer.keyboard.press('x')
    await officer.getByRole('button', { name: '选择全部 10,000 条' }).click()
    await bar.getByRole('button', { name: '由我核查', exact: true }).click()
    const whole = officer.getByRole('status').filter({ hasText: '10,000 条已处理' })
    await whole.waitFor()
    expect([await ofState('open'), await ofState('assigned')]).toEqual([0, many])
    await whole.getByRole('button', { name: '撤销' }).click()
    await officer.getByText('已撤销 10,000 条').waitFor()
    expect([await ofState('open'), await ofState('assigned')]).toEqual([many, 0])
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'an exemption by two people', () => {
  test('asked from an issue, not approved by who asked, approved by another', async () => {
    await issuesOf(['app-e2e-exempt'])
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues?q=app-e2e-exempt&severity=critical')
    await officer.keyboard.press('j')
    await officer.getByRole('link', { name: '申请豁免本问题' }).click()
    await dialog(officer).getByText('app-e2e-exempt').waitFor()
    expect(await axe(officer)).toEqual([])
    await dialog(officer).locator('textarea[name=reason]').fill('授权变更已生效，系统参数次日更新')
    await dialog(officer).locator('input[name=evidence]').fill('授权书 2026-031')
    await dialog(officer).getByRole('button', { name: '提交审批' }).click()
    const asked = officer.getByTestId('exemptions').getByRole('listitem').filter({ hasText: '授权书 2026-031' })
    await asked.getByRole('button', { name: '撤回', exact: true }).waitFor()
    expect(await asked.getByRole('button', { name: '批准', exact: true }).count()).toBe(0)

    const lead = await signedIn(browser, product.url, 'lead')
    await open(lead, '/exemptions?phase=waiting')
    const waiting = lead.getByTestId('exemptions').getByRole('listitem').filter({ hasText: '授权书 2026-031' })
    await waiting.getByRole('button', { name: '批准', exact: true }).click()
    await dialog(lead).locator('textarea[name=note]').fill('同意，到期复查')
    await dialog(lead).getByRole('button', { name: '批准', exact: true }).click()
    await dialog(lead).waitFor({ state: 'hidden' })
    await waiting.waitFor({ state: 'detached' })

    await open(officer, '/issues?q=app-e2e-exempt&severity=critical&state=all')
    await officer.keyboard.press('j')
    await state(officer).getByText('已豁免').waitFor()
    await officer.getByTestId('exempted').getByText('本问题已获豁免').waitFor()
    for (const page of [officer, lead]) await page.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'one matter', () => {
  test('written down by hand with a file, merged with what a rule found, read as one case file', async () => {
    await issuesOf(['app-e2e-matter'])
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues?q=app-e2e-matter')
    await officer.keyboard.press('i')
    await dialog(officer).locator('input[name=title]').fill('现场检查：凭证缺页')
    await dialog(officer).locator('input[name=subject]').fill('app-e2e-matter')
    await dialog(officer).locator('textarea[name=account]').fill('三份凭证缺页')
    await dialog(officer).locator('textarea[name=account]').press('Tab')
    await dialog(officer).getByRole('button', { name: '登记问题' }).click()
    await dialog(officer).waitFor({ state: 'hidden' })
    await officer.getByRole('heading', { level: 1, name: '现场检查：凭证缺页' }).waitFor()

    await officer.keyboard.press('f')
    const bytes = Buffer.from('%PDF-1.7\n凭证')
    const files = dialog(officer).locator('input[name=files]')
    await files.setInputFiles({ name: '凭证.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<script>') })
    await dialog(officer).getByRole('button', { name: '添加附件' }).click()
    await dialog(officer).getByRole('alert').getByText('只接受').waitFor()
    await dialog(officer).getByRole('button', { name: '移除 凭证.pdf' }).click()
    await files.setInputFiles({ name: '凭证.pdf', mimeType: 'application/pdf', buffer: bytes })
    const sent = officer.waitForRequest((request) => request.url().includes('/attachments?'))
    await dialog(officer).getByRole('button', { name: '添加附件' }).click()
    await dialog(officer).waitFor({ state: 'hidden' })
    // As it was read: had somebody changed the issue since, the file would be refused.
    expect(new URL((await sent).url()).searchParams.get('version')).toBe('1')
    const link = officer.getByTestId('attachments').getByRole('link', { name: '凭证.pdf' })
    const answer = await officer.request.get((await link.getAttribute('href'))!)
    expect(await answer.body()).toEqual(bytes)
    expect(answer.headers()).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment;/),
      'x-content-type-options': 'nosniff',
    })
    const elsewhere = await signedIn(browser, product.url, 'officer-b02')
    expect((await elsewhere.request.get(answer.url())).status()).toBe(404)
    await elsewhere.context().close()

    await officer.keyboard.press('e')
    await dialog(officer).getByTestId('matter-choices').getByRole('checkbox').first().check()
    await dialog(officer).locator('textarea[name=reason]').fill('同一笔业务')
    await dialog(officer).locator('textarea[name=reason]').press('Control+Enter')
    await dialog(officer).waitFor({ state: 'hidden' })
    await officer.getByTestId('merged').getByText('app-e2e-matter').waitFor()
    expect(await axe(officer)).toEqual([])

    await officer.keyboard.press('p')
    await officer.getByRole('heading', { level: 2, name: '证据时间线' }).waitFor()
    await officer.getByText('审计链末端').waitFor()
    expect(await axe(officer)).toEqual([])
    await officer.context().close()
  })
})
