import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { password } from './bank.ts'

const debian = '/usr/bin/chromium'

/** Why no browser can be started here, or null when one can. In CI the lack of it is an error. */
export function noBrowser(): string | null {
  const reason = existsSync(debian) ? null : 'Debian’s chromium is not installed'
  if (reason !== null && process.env.CI === 'true') throw new Error(`CI needs a browser: ${reason}`)
  return reason
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: debian, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] })

export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

/** A browser of one person, signed in by name and password. */
export async function signedIn(
  browser: Browser,
  url: string,
  login: string,
  how: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    // Colours on their way from one to another are neither.
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
    baseURL: url,
    ...how,
  })
  // As long as it takes on a busy machine: this only ends what hangs.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.locator('input[name=login]').fill(login)
  await page.locator('input[name=password]').fill(password)
  await page.locator('form[action*=password] button').click()
  await page.waitForURL((to) => to.pathname !== '/sign-in', { waitUntil: 'domcontentloaded' })
  return page
}

/**
 * Opens a page of the desk and waits until it is alive: the first thing a page does then is ask for live news. The page
 * before is left first, or its own late request would be taken for the new one's and keys pressed into a dead page.
 */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto('about:blank')
  const alive = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/live')
  await page.goto(path)
  await alive
}
