/**
 * The workbench before 100,000 open issues, in a browser: `npm run bench -- workbench`. One JSON line a figure, for the
 * embedded database and, where it is installed, for Postgres 15.
 */
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { noPostgres, startPostgres } from '@mingjing/sql/test/postgres-server.ts'
import { startProduct } from '@mingjing/sql/test/running-product.ts'
import type { Page } from 'playwright-core'
import { settle, settleIn } from './bank.ts'
import { open, openBrowser, signedIn } from './browser.ts'
import { openManyIssues } from './many-issues.ts'

const size = 100_000
const inBulk = 10_000
const now = new Date()

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)]!

const measure = async (engine: string, url: string): Promise<void> => {
  const print = (figure: string, value: number, target: number, detail: Record<string, unknown> = {}): void =>
    console.log(
      JSON.stringify({
        figure: `workbench.${figure}`,
        value: Math.round(value),
        unit: 'ms',
        met: value <= target,
        target,
        ...detail,
        issues: size,
        engine,
      }),
    )
  const browser = await openBrowser()
  try {
    const page = await signedIn(browser, url, 'officer')
    const paints: number[] = []
    for (let round = 0; round < 6; round++) {
      await page.goto('about:blank')
      await page.goto('/issues')
      // The list stands in the page as it comes, so the first paint shows it.
      paints.push(await firstPaint(page))
    }
    print('first-paint', quantile(paints.slice(1), 0.5), 1000, { max: Math.round(Math.max(...paints.slice(1))) })

    await open(page, '/issues')
    const steps: { chosen: number; opened: number }[] = []
    for (let step = 0; step < 40; step++) steps.push(await stepDown(page))
    const settled = steps.slice(5)
    const opened = settled.map((each) => each.opened)
    const chosen = settled.map((each) => each.chosen)
    print('open', quantile(opened, 0.95), 200, { p50: Math.round(quantile(opened, 0.5)) })
    print('select', quantile(chosen, 0.95), 50, { p50: Math.round(quantile(chosen, 0.5)) })

    await open(page, '/issues?q=app-1')
    const { total, taken, undone } = await bulk(page)
    const each = inBulk / total
    print('bulk', taken * each, 2000, { acted: total, took: Math.round(taken), per: inBulk })
    print('bulk-undo', undone * each, 2000, { acted: total, took: Math.round(undone), per: inBulk })
  } finally {
    await browser.close()
  }
}

const firstPaint = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        const look = (): void => {
          const paint = performance.getEntriesByName('first-contentful-paint')[0]
          const row = document.querySelector('[role=row] a')
          if (paint && row) done(paint.startTime)
          else requestAnimationFrame(look)
        }
        look()
      }),
  )

/** Presses j; ms until the next row is marked, and until its issue stands in the pane. */
const stepDown = (page: Page): Promise<{ chosen: number; opened: number }> =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const marked = () => document.querySelector('[data-reading]')?.getAttribute('aria-rowindex')
        const title = () => document.querySelector('[data-pane] [data-issue]')?.getAttribute('data-issue')
        const before = { marked: marked(), title: title() }
        const start = performance.now()
        let chosen = 0
        const look = (): void => {
          if (chosen === 0 && marked() !== before.marked) chosen = performance.now() - start
          if (chosen > 0 && title() !== before.title) done({ chosen, opened: performance.now() - start })
          else requestAnimationFrame(look)
        }
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
        look()
      }),
  )

/** Takes all that match and takes it back; ms of both. */
const bulk = async (page: Page): Promise<{ total: number; taken: number; undone: number }> => {
  await page.locator('[role=row] input[type=checkbox]').first().check()
  const all = page.getByRole('button', { name: /^选择全部/ })
  const total = Number(((await all.textContent()) ?? '').replace(/\D/g, ''))
  // What matches is asked for when it is chosen; whoever reads what it says and finds the action takes longer than that.
  const chosen = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/issues/matching')
  await all.click()
  await (await chosen).finished()
  const taken = await untilSaid(page, '条已处理', () =>
    page.getByRole('button', { name: '由我核查', exact: true }).last().click(),
  )
  const undone = await untilSaid(page, '已撤销', () => page.getByRole('status').getByRole('button').first().click())
  return { total, taken, undone }
}

/** Does something with a click; ms from that click until the words stand painted in the page, by the page's own clock. */
const untilSaid = async (page: Page, words: string, click: () => Promise<void>): Promise<number> => {
  const said = page.evaluate(
    (awaited) =>
      new Promise<number>((done) => {
        let start = 0
        addEventListener('click', () => (start = performance.now()), { capture: true, once: true })
        const watch = new MutationObserver(() => {
          const told = [...document.querySelectorAll('[role=status]')].some((each) =>
            each.textContent?.includes(awaited),
          )
          if (start === 0 || !told) return
          watch.disconnect()
          // The second frame begins when the first one, which holds the words, is painted.
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)))
        })
        watch.observe(document.body, { subtree: true, childList: true, characterData: true })
      }),
    words,
  )
  await click()
  return said
}

const embedded = await startProduct({
  environment: { MINGJING_SEED: 'none' },
  prepare: async (folder) => {
    await settle(folder)
    const postgres = await openPostgres({ path: `${folder}/postgres` })
    await openManyIssues(postgres, size, now)
    await postgres.close()
  },
})
try {
  await measure('PGlite', embedded.url)
} finally {
  await embedded.stop()
}

const absent = noPostgres()
if (absent !== null) console.log(JSON.stringify({ figure: 'workbench', engine: 'Postgres 15', skipped: absent }))
else {
  const server = await startPostgres()
  const postgres = await openPostgres({ url: server.url })
  await settleIn(postgres)
  await openManyIssues(postgres, size, now)
  await postgres.close()
  const product = await startProduct({ environment: { MINGJING_SEED: 'none', DATABASE_URL: server.url } })
  try {
    await measure('Postgres 15', product.url)
  } finally {
    await product.stop()
    await server.stop()
  }
}
