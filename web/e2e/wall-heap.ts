import type { Page } from 'playwright-core'

/** Bytes in use on the heap after a whole collection, once per `every` refreshes of the wall, the first ones left out. */
export interface Growth {
  readonly samples: readonly number[]
  /** Of a least-squares line through the samples: what the heap gains over all of them, as a share of their mean. */
  readonly slope: number
}

export const refreshMs = 30_000

/** Waits until the wall has refreshed so many times. */
export const refreshed = (page: Page, times: number): Promise<void> =>
  page.locator(`[data-testid=wall][data-refreshes="${times}"]`).waitFor()

/**
 * Lets a wall whose clock is Playwright's refresh `refreshes` times and measures its heap. Panels turn meanwhile, so
 * that each of them is drawn anew again and again.
 */
export async function heapOfWall(page: Page, refreshes: number, samples: number): Promise<Growth> {
  const devtools = await page.context().newCDPSession(page)
  const every = Math.max(1, Math.floor(refreshes / samples))
  const begun = Number(await page.getByTestId('wall').getAttribute('data-refreshes'))
  const measured: number[] = []
  for (let done = 1; done <= refreshes; done++) {
    await page.clock.runFor(refreshMs)
    await refreshed(page, begun + done)
    if (done % every !== 0) continue
    for (let i = 0; i < 2; i++) await devtools.send('HeapProfiler.collectGarbage')
    measured.push((await devtools.send('Runtime.getHeapUsage')).usedSize)
  }
  // What is compiled and kept for the first time comes in the first third.
  const settled = measured.slice(Math.floor(measured.length / 3))
  return { samples: settled, slope: slopeOf(settled) }
}

const slopeOf = (ys: readonly number[]): number => {
  const n = ys.length
  const meanX = (n - 1) / 2
  const meanY = ys.reduce((sum, y) => sum + y, 0) / n
  let above = 0
  let below = 0
  for (const [x, y] of ys.entries()) {
    above += (x - meanX) * (y - meanY)
    below += (x - meanX) ** 2
  }
  return ((above / below) * (n - 1)) / meanY
}
