/**
 * The long form of the wall's promise: 2,880 refreshes, a day of one every half minute, of which the heap gains at most
 * one per cent. `npm run test:wall`; exit status 1 when it gained more.
 */
import { startProduct } from '@mingjing/sql/test/running-product.ts'
import { settle } from './bank.ts'
import { openBrowser, signedIn } from './browser.ts'
import { heapOfWall } from './wall-heap.ts'

const refreshes = 2_880
const most = 0.01

const product = await startProduct({ environment: { MINGJING_SEED: 'none' }, prepare: settle })
const browser = await openBrowser()
try {
  const page = await signedIn(browser, product.url, 'executive', { viewport: { width: 1920, height: 1080 } })
  await page.clock.install()
  await page.goto('/branch/wall')
  const { samples, slope } = await heapOfWall(page, refreshes, 48)
  const mb = (bytes: number) => (bytes / 1e6).toFixed(2)
  console.log(
    `wall: ${refreshes} refreshes, heap ${mb(Math.min(...samples))} to ${mb(Math.max(...samples))} MB, ` +
      `slope ${(slope * 100).toFixed(2)} % (at most ${most * 100} %)`,
  )
  process.exitCode = slope <= most ? 0 : 1
} finally {
  await browser.close()
  await product.stop()
}
