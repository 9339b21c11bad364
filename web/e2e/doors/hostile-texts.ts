import type { Role } from '@mingjing/sql/postgres/schema.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openBrowser } from '../browser.ts'
import { type Planted, plant } from '../hostile/planted.ts'
import { formulas, markup, named } from '../hostile/texts.ts'
import { type House, ours } from './house.ts'

declare global {
  interface Window {
    ran?: unknown
    violated: string[]
  }
}

/** Where each text is shown, and to whom. */
const views = ({ found, byHand, laundering, leading, parted }: Planted): [Role, string[]][] => {
  const q = encodeURIComponent(markup)
  const subject = encodeURIComponent(named('subject'))
  return [
    [
      'lead',
      [
        ...['/issues', `/issues?q=${q}`, `/issues?subject=${subject}&actor=${q}&rule=${q}`, `/issues?issue=${found}`],
        ...[found, byHand, laundering, leading, parted].map((id) => `/issues/${id}`),
        ...[found, byHand, laundering, leading, parted].map((id) => `/issues/${id}/file`),
        ...[
          '/timeliness',
          '/timeliness?list=overdue',
          `/timeliness?actor=${q}`,
          '/executive?detail',
          '/team',
          '/goals',
        ],
        ...['/operations', `/rules?q=${q}&basis=${q}`, '/changes', '/changes?over'],
        ...['/exemptions', '/quality', '/lists?list=risk-merchants'],
        ...['/inbox', '/inbox/settings', '/account', `/consents?customer=${encodeURIComponent(named('customer'))}`],
        ...['/approvers', `/approvers/${encodeURIComponent(named('actor'))}`, '/post-loan', '/post-loan?list=calls'],
        ...['/branch?i=appointments.booked&rows=1', '/branch/wall', `/nowhere/${q.replaceAll('%2F', '')}`],
      ],
    ],
    ['manager', ['/inbox', '/marketing', '/marketing?who=targeted&by=segment', '/marketing?who=contacted&by=campaign']],
    ['rule-owner', ['/changes', '/rules/issuance.approval-unread']],
    ['auditor', ['/audit', `/audit?person=${q}&issue=${q}&kind=${q}`]],
    ['admin', ['/operations', '/team', '/people', '/people?tab=waiting', '/people?person=S-hostile']],
  ]
}

const seen = [
  ...['actor', 'by-hand', 'concerned', 'contract', 'entryapprove', 'entrynull', 'manager', 'node', 'partner'],
  ...['segment', 'staff', 'subject', 'title', 'view', 'workstation'],
]
const pagesOfMarkup = [
  '/audit',
  '/branch',
  '/changes',
  '/exemptions',
  '/issues',
  '/lists',
  '/people',
  '/rules',
  '/timeliness',
]

export const hostileTexts = (house: House): void => {
  const absent = noBrowser()
  describe.skipIf(absent)(absent ?? 'texts that would run', () => {
    let browser: Browser
    let planted: Planted

    beforeAll(async () => {
      planted = await plant(house)
      browser = await openBrowser()
    }, 300_000)
    afterAll(() => browser?.close())

    const pageOf = async (role: Role): Promise<{ page: Page; broken: string[] }> => {
      const context = await browser.newContext({ locale: 'zh-CN', baseURL: house.product.url, reducedMotion: 'reduce' })
      const [name, value] = house.cookies[role].split('=') as [string, string]
      await context.addCookies([{ name, value, url: house.product.url }])
      await context.addInitScript(() => {
        window.violated = []
        addEventListener('securitypolicyviolation', (event) =>
          window.violated.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
        )
      })
      const page = await context.newPage()
      const broken: string[] = []
      page.on('dialog', (dialog) => {
        broken.push(`${page.url()}: a dialog`)
        void dialog.dismiss()
      })
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) broken.push(`${page.url()}: ${message.text()}`)
      })
      return { page, broken }
    }

    test('none runs in any view, and none comes up against the policy', async () => {
      const shown = new Set<string>()
      const marked = new Set<string>()
      const all: string[] = []
      for (const [role, paths] of views(planted)) {
        const { page, broken } = await pageOf(role)
        for (const path of paths) {
          // A page of the desk asks for live news once its script runs; the others have next to none.
          const alive = /^\/nowhere|\/file$|\/wall$/.test(path)
            ? null
            : page.waitForRequest((request) => request.url().endsWith('/api/live'), { timeout: 90_000 })
          const answer = await page.goto(path)
          await alive
          const policy = answer?.headers()['content-security-policy'] ?? ''
          const scripts = policy.split(';').find((part) => part.trim().startsWith('script-src')) ?? ''
          if (!scripts.includes("'nonce-") || scripts.includes('unsafe')) broken.push(`${path}: ${policy}`)
          const ended = await page.evaluate(async () => {
            // A moment for what a picture that fails, a frame or the page's own script would do.
            await new Promise((done) => setTimeout(done, 60))
            for (const one of document.querySelectorAll<HTMLElement>('main *'))
              one.dispatchEvent(new MouseEvent('mouseover'))
            const fields = [...document.querySelectorAll<HTMLInputElement>('textarea, input')].map(({ value }) => value)
            const text = [document.querySelector('main')?.textContent, ...fields].join(' ')
            return { ran: window.ran, violated: window.violated, text }
          })
          if (ended.ran !== undefined) broken.push(`${path}: ran ${String(ended.ran)}`)
          broken.push(...ended.violated.map((each) => `${path}: ${each}`))
          const kinds = [...ended.text.matchAll(/([\w-]+)"><img src=x onerror=ran=/g)].map((match) => match[1]!)
          for (const kind of kinds) shown.add(kind)
          if (ended.text.includes('onerror=ran=2')) marked.add(path.split(/[?]|(?<=issues)\//)[0]!)
          if (ended.text.includes("onload=ran='view'")) shown.add('view')
        }
        all.push(...broken.map((each) => `${role}: ${each}`))
        await page.context().close()
      }
      expect(all).toEqual([])
      // What is not shown could not run: of these it is known.
      expect([...shown].sort()).toEqual(expect.arrayContaining(seen))
      expect([...marked].sort()).toEqual(expect.arrayContaining(pagesOfMarkup))
    })

    test('no file runs where it is opened, whatever it is called', async () => {
      const headers = { cookie: house.cookies.lead }
      const file = await house.call(`/api/issues/${planted.byHand}/attachments/${planted.attachment}`, { headers })
      const report = await house.call(`/api/issues/${planted.laundering}/reports/${planted.report}`, { headers })
      for (const { headers: told } of [file, report]) {
        expect(told.get('content-disposition')).toMatch(
          /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.~%!#$&+^`|-]*$/,
        )
        expect(told.get('content-security-policy')).toBe("default-src 'none'; sandbox")
        expect(told.get('x-content-type-options')).toBe('nosniff')
      }
      expect(file.headers.get('content-type')).toBe('text/plain')
      expect(report.text).toContain('&lt;img src=x')
      expect(report.text).not.toMatch(/<(img|script|svg|iframe|a|style)\b/)
    })

    test('no export holds a formula', async () => {
      const query = `?campaign=${encodeURIComponent('=1+1')}`
      const asked = async (path: string) =>
        (await house.call(path, { method: 'POST', headers: { ...ours, cookie: house.cookies['rule-owner'] } })).text
      const [all, some] = [await asked('/api/labels'), await asked(`/api/labels${query}`)]
      const cells = [...cellsOf(all), ...cellsOf(some)]
      for (const formula of formulas) expect(cells.some((cell) => cell.includes(formula))).toBe(true)
      // White space and marks nobody sees are skipped by some programs; full-width signs count as signs in some.
      const live = (cell: string) => /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell)
      expect(cells.filter((cell) => live(cell) && !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([])
    })

    test('what machines are told of our health names nothing', async () => {
      for (const path of ['/metrics', '/healthz']) expect((await house.call(path)).text).not.toMatch(/ran=|<img|=cmd/)
    })
  })
}

/** The cells of a CSV (RFC 4180). */
const cellsOf = (csv: string): string[] =>
  [...csv.replace(/^\uFEFF/, '').matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
