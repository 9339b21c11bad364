import { type RunningProduct, startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beyondAuthority, send, settle, token } from './bank.ts'
import { noBrowser, open, openBrowser, signedIn } from './browser.ts'
import { dataEndpoints } from './closed-doors.ts'
import { faults, overflow, pagesByRole, unreachable } from './walk.ts'

/** The product as people meet it: one process, a real browser, the journey of one issue. */

const absent = noBrowser()
let product: RunningProduct
let browser: Browser

beforeAll(async () => {
  if (absent) return
  product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
  browser = await openBrowser()
}, 900_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const state = (page: Page) => page.getByTestId('issue-state')
const act = (page: Page, name: string) =>
  page.getByRole('group', { name: '可进行的处理' }).getByRole('button', { name })
const dialog = (page: Page) => page.getByRole('dialog')

describe.skipIf(absent)(absent ?? 'closed doors', () => {
  test('every data endpoint answers 401 without a session', async () => {
    const endpoints = dataEndpoints()
    expect(endpoints.length).toBeGreaterThan(5)
    for (const { method, path } of endpoints) {
      const answer = await fetch(product.url + path, { method, headers: { 'sec-fetch-site': 'same-origin' } })
      expect([method, path, answer.status]).toEqual([method, path, 401])
    }
    expect((await fetch(`${product.url}/api/nowhere`)).status).toBe(401)
    expect((await fetch(`${product.url}/api/openapi.json`)).status).toBe(200)
    expect(
      (await fetch(`${product.url}/api/events`, { headers: { authorization: 'Bearer of-no-such-token-at-all' } }))
        .status,
    ).toBe(401)
  })

  test('a page asks to sign in, and leads back', async () => {
    const page = await (await browser.newContext({ baseURL: product.url })).newPage()
    await page.goto('/issues?state=open')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(new URL(page.url()).searchParams.get('next')).toBe('/issues?state=open')
    await page.context().close()
  })

  test('a bank that is no demo offers no persona', async () => {
    const page = await (await browser.newContext({ baseURL: product.url })).newPage()
    await page.goto('/sign-in')
    expect(await page.locator('button[name=person]').count()).toBe(0)
    await page.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'the journey of an issue', () => {
  const subject = 'app-e2e-journey'
  let path: string

  test('a hit that happens now reaches the officer’s open page', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, '/issues')
    await send(product.url, [beyondAuthority(subject)])
    await officer.getByTestId('new-issues').click()
    await officer.getByRole('link', { name: '超权限批准授信' }).click()
    await officer.getByRole('heading', { level: 1, name: '超权限批准授信' }).waitFor()
    const id = new URL(officer.url()).searchParams.get('issue')
    expect(id).not.toBeNull()
    path = `/issues/${id}`
    await officer.context().close()
  })

  test('the officer takes it, confirms it and orders rectification, and cannot close it', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, path)
    await act(officer, '由我核查').click()
    await state(officer).getByText('核查中').waitFor()
    await act(officer, '确认问题').click()
    await state(officer).getByText('已确认').waitFor()
    await act(officer, '下达整改').click()
    expect(await dialog(officer).locator('textarea').inputValue()).toContain('重新审批')
    await dialog(officer).locator('select').selectOption('p-manager')
    await dialog(officer).locator('button:not([type=button])').click()
    await state(officer).getByText('整改中').waitFor()
    expect(await act(officer, '关闭').count()).toBe(0)
    await officer.context().close()
  })

  test('the branch manager answers, and can do nothing else with it', async () => {
    const manager = await signedIn(browser, product.url, 'manager')
    await open(manager, path)
    for (const name of ['由我核查', '验收', '关闭', '排除']) expect(await act(manager, name).count()).toBe(0)
    await act(manager, '答复整改').click()
    await dialog(manager).locator('textarea').fill('已由有权审批人重新审批，额度已冻结。')
    await dialog(manager).locator('button:not([type=button])').click()
    await state(manager).getByText('已答复').waitFor()
    await manager.context().close()
  })

  test('the officer verifies, the lead closes with the loss recovered', async () => {
    const officer = await signedIn(browser, product.url, 'officer')
    await open(officer, path)
    await act(officer, '验收').click()
    await state(officer).getByText('已验收').waitFor()
    expect(await act(officer, '关闭').count()).toBe(0)
    await officer.context().close()

    const lead = await signedIn(browser, product.url, 'lead')
    await open(lead, path)
    await act(lead, '关闭').click()
    await dialog(lead).locator('textarea').fill('对审批人通报批评。')
    await dialog(lead).locator('input[name=recovered]').fill('1234.56')
    await dialog(lead).locator('button:not([type=button])').click()
    await state(lead).getByText('已关闭').waitFor()
    await lead.getByText('对审批人通报批评。').first().waitFor()
    await lead.context().close()
  })

  test('keys typed faster than issues load act on the row they moved to', async () => {
    const subjects = ['app-e2e-fast-1', 'app-e2e-fast-2', 'app-e2e-fast-3']
    await send(
      product.url,
      subjects.map((each) => beyondAuthority(each)),
    )
    const officer = await signedIn(browser, product.url, 'officer')
    await expect
      .poll(async () => (await officer.request.get('/api/issues?q=app-e2e-fast')).text())
      .toContain(subjects[2])
    // Every issue is slow to come: each key falls while the one before is still on its way.
    await officer.route(/__data\.json/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    await open(officer, '/issues?q=app-e2e-fast')
    const third = await officer
      .getByText(/app-e2e-fast-\d/)
      .nth(2)
      .textContent()
    for (const key of ['j', 'j', 'j', 'd']) await officer.keyboard.press(key)
    await dialog(officer).waitFor()
    expect(third).toContain((await dialog(officer).textContent())?.match(/app-e2e-fast-\d/)?.[0])
    await officer.context().close()
  })

  test('the wrong people are refused: by the page, and by the server when they go round it', async () => {
    const second = 'app-e2e-refused'
    await send(product.url, [beyondAuthority(second)])
    const officer = await signedIn(browser, product.url, 'officer')
    // A list takes nothing in by itself: opened too early it stays empty.
    await expect
      .poll(async () => (await officer.request.get(`/api/issues?q=${second}`)).text(), { timeout: 90_000 })
      .toContain(second)
    await open(officer, `/issues?q=${second}`)
    await officer.getByRole('link', { name: '超权限批准授信' }).click()
    await officer.getByRole('heading', { level: 1, name: '超权限批准授信' }).waitFor()
    const other = `/issues/${new URL(officer.url()).searchParams.get('issue')}`
    await officer.context().close()

    const confirm = (page: Page) =>
      page.evaluate(async (to) => {
        const answer = await fetch(`/api${to}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ kind: 'confirm', note: 'x', version: 1 }),
        })
        return answer.status
      }, other)

    const executive = await signedIn(browser, product.url, 'executive')
    await open(executive, other)
    await state(executive).waitFor()
    for (const name of ['由我核查', '确认问题', '排除']) expect(await act(executive, name).count()).toBe(0)
    expect(await confirm(executive)).toBe(403)
    await executive.context().close()

    const elsewhere = await signedIn(browser, product.url, 'officer-b02')
    await elsewhere.goto(other)
    expect(await state(elsewhere).count()).toBe(0)
    expect([403, 404]).toContain(await confirm(elsewhere))
    await elsewhere.context().close()

    const admin = await signedIn(browser, product.url, 'admin')
    expect((await admin.goto(other))?.status()).toBe(403)
    expect(await confirm(admin)).toBe(403)
    await admin.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'dead letters', () => {
  test('the administrator reads one for a reason, is told what is still wrong, and sends it in again', async () => {
    const whole = beyondAuthority('app-e2e-dead')
    const { decision: _, ...without } = whole.data
    const refused = await fetch(`${product.url}/api/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify([{ ...whole, data: without }]),
    })
    expect(await refused.json()).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] })

    const admin = await signedIn(browser, product.url, 'admin')
    await open(admin, '/operations')
    const row = admin.getByRole('row').filter({ hasText: 'data.decision' })
    await row.getByRole('button', { name: '处理' }).click()
    await dialog(admin).locator('input[name=reason]').fill('来源系统漏传审批结论')
    await dialog(admin).getByRole('button', { name: '查看原文' }).click()
    const text = dialog(admin).locator('textarea')
    expect(await text.inputValue()).toContain('app-e2e-dead')
    await dialog(admin).getByRole('button', { name: '更正后重送' }).click()
    await dialog(admin).getByRole('alert').filter({ hasText: 'data.decision' }).waitFor()
    await text.fill(JSON.stringify(whole))
    await dialog(admin).getByRole('button', { name: '更正后重送' }).click()
    await row.getByText('已重送').waitFor()
    await admin.context().close()

    const officer = await signedIn(browser, product.url, 'officer')
    await expect
      .poll(async () => (await officer.request.get('/api/issues?q=app-e2e-dead')).text())
      .toContain('app-e2e-dead')
    await officer.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'the rules', () => {
  test('a rule is a sentence, shows its tests run and leads to its clause and back', async () => {
    const owner = await signedIn(browser, product.url, 'rules')
    await open(owner, '/rules?stage=limit&q=burst')
    await owner.getByRole('link', { name: '单人单日提额总量过大' }).click()
    const sentence = owner.locator('section[aria-labelledby=sentence]')
    expect(await sentence.textContent()).toMatch(
      /每当额度调整.*，同一经办人 1 天内额度调整（.*）的.*合计高于 300 万元的，即命中。/,
    )
    expect(await owner.getByLabel('未通过').count()).toBe(0)
    expect(await owner.getByLabel('通过', { exact: true }).count()).toBeGreaterThan(1)
    await owner.locator('a[href^="/rules?basis="]').first().click()
    await owner.waitForURL(/basis=/)
    const shown = await owner.locator('main li a[href^="/rules/"]').count()
    await owner.goto('/rules/register')
    const answer = await owner.request.get('/api/rules/register')
    const { clauses } = (await answer.json()) as { clauses: { clause: string; rules: { id: string }[] }[] }
    expect(clauses.some(({ rules }) => rules.length === shown)).toBe(true)
    const [first] = clauses
    await owner.getByText(first!.clause).click()
    await owner.locator(`a[href="/rules/${first!.rules[0]!.id}"]`).first().waitFor()
    await owner.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'pages anybody can use', () => {
  const known = async (page: Page): Promise<Record<string, string>> => {
    await send(product.url, [beyondAuthority('app-e2e-walk')])
    let id: string | undefined
    const find = async () => {
      const answer = await page.request.get('/api/issues?q=app-e2e-walk&state=all')
      id = ((await answer.json()) as { issues: { id: string }[] }).issues[0]?.id
      return id
    }
    await expect.poll(find, { timeout: 90_000 }).toBeDefined()
    return {
      '/(desk)/issues/[id]': `/issues/${id}`,
      '/issues/[id]/file': `/issues/${id}/file`,
      '/(desk)/rules/[id]': '/rules/issuance.case-suspicion',
      '/(desk)/approvers/[id]': '/approvers/p-approver',
    }
  }
  // Contrast is the theme's and words are the language's: two pairs show both of each.
  const cases = [
    { locale: 'zh-CN', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    { locale: 'en', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  ] as const

  test.each(cases)(
    'axe finds nothing on any in $locale, $colorScheme, and none is too wide for a phone',
    async (how) => {
      const found: string[] = []
      const look = async (page: Page, path: string) => {
        await page.setViewportSize(how.viewport)
        await page.goto(path)
        expect(await page.locator('html').getAttribute('lang'), path).toBe(how.locale)
        const here = await faults(page)
        await page.setViewportSize({ width: 390, height: 844 })
        found.push(...[...here, await overflow(page)].filter((each) => each !== null).map((each) => `${path} ${each}`))
      }
      const reader = await signedIn(browser, product.url, 'lead')
      const ids = await known(reader)
      await reader.context().close()
      for (const [role, paths] of pagesByRole(ids)) {
        if (paths.length === 0) continue
        const page = await signedIn(browser, product.url, role, how)
        await page.context().addCookies([{ name: 'PARAGLIDE_LOCALE', value: how.locale, url: product.url }])
        for (const path of paths) await look(page, path)
        if (role === 'lead') await look(page, '/rules/register?by=risk')
        await page.context().clearCookies({ name: /session/ })
        await look(page, '/sign-in')
        await page.context().close()
      }
      expect(found).toEqual([])
    },
  )

  test('Tab alone reaches every control, shows where it is, and goes on', async () => {
    const found: string[] = []
    const reader = await signedIn(browser, product.url, 'lead')
    const ids = await known(reader)
    await reader.context().close()
    for (const [role, paths] of pagesByRole(ids)) {
      if (paths.length === 0) continue
      const page = await signedIn(browser, product.url, role)
      for (const path of paths) {
        await (path.endsWith('/file') || path.endsWith('/wall') ? page.goto(path) : open(page, path))
        found.push(...(await unreachable(page)).map((each) => `${path} ${each}`))
      }
      await page.context().close()
    }
    expect(found).toEqual([])
  })

  test.each([
    ['lead', '/exemptions', '申请豁免'],
    ['rules', '/goals', '提出目标变更'],
    ['rules', '/goals', '提出安排'],
    ['rules', '/lists', '列入'],
    ['rules', '/rules/timeliness.case-assigned', '提出变更'],
    ['lead', '/quality', '调整抽样比例'],
    ['lead', '/issues', '全部按键'],
    ['lead', '/issues', '登记问题'],
  ])('%s, %s: the dialog of “%s” opens by Enter, is axe-clean, and gives the focus back', async (who, path, name) => {
    const page = await signedIn(browser, product.url, who)
    await open(page, path)
    const opener = page.getByRole('button', { name }).last()
    await opener.focus()
    await page.keyboard.press('Enter')
    await dialog(page).waitFor()
    expect(await faults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'hidden' })
    await expect.poll(() => opener.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.context().close()
  })
})

describe.skipIf(absent)(absent ?? 'the team', () => {
  test('issues move by keys and by drag, are evened out, and an absence is entered', async () => {
    const subjects = [1, 2, 3, 4].map((n) => `app-e2e-team-${n}`)
    await send(
      product.url,
      // Of a branch that has an officer of its own, besides that of the head office.
      subjects.map((each) => beyondAuthority(each, 'b02')),
    )
    const lead = await signedIn(browser, product.url, 'lead')
    await expect
      .poll(async () => (await lead.request.get('/api/issues?q=app-e2e-team')).text(), { timeout: 90_000 })
      .toContain('"total":4')
    await open(lead, '/team')
    const item = (subject: string) => lead.locator('[data-issue]').filter({ hasText: subject })
    const column = (person: string) => lead.locator(`[data-person="${person}"]`)
    const [byKeys, byDrag, ...ticked] = subjects as [string, string, ...string[]]

    await item(byKeys).getByRole('checkbox').focus()
    await lead.keyboard.press('Shift+ArrowRight')
    await lead.locator('[data-person]:not([data-person=nobody])').filter({ hasText: byKeys }).waitFor()

    await item(byDrag).dragTo(column('p-officer'))
    await column('p-officer').filter({ hasText: byDrag }).waitFor()

    for (const subject of [byKeys, ...ticked]) await item(subject).getByRole('checkbox').check()
    const bar = lead.getByRole('group', { name: '移交' })
    await bar.getByRole('combobox').selectOption('p-officer')
    await bar.getByRole('button', { name: '移交', exact: true }).click()
    for (const subject of subjects) await column('p-officer').filter({ hasText: subject }).waitFor()

    await lead.getByRole('button', { name: /均衡建议/ }).press('Enter')
    const moves = lead.getByRole('button', { name: /执行 \d+ 项移交/ })
    await moves.waitFor()
    // What is on its way is pale, and nothing can be done with it.
    await expect.poll(() => lead.locator('[aria-busy=true]').count()).toBe(0)
    expect(await faults(lead)).toEqual([])
    await moves.press('Enter')
    await lead
      .locator('[data-person]:not([data-person=nobody], [data-person=p-officer])')
      .filter({ hasText: 'app-e2e-team' })
      .first()
      .waitFor()

    const absences = lead.getByTestId('absences')
    await absences.locator('select[name=person]').selectOption('p-officer')
    await absences.getByRole('button', { name: '登记缺勤' }).press('Enter')
    await absences.getByRole('listitem').filter({ hasText: 'officer 甲' }).waitFor()
    await lead.context().close()
  })
})
