/** How far the numbers reach, kept up to date by live notices. Times are epoch milliseconds. */
export interface Reach {
  /** Event time up to which everything was judged; null before the first block. */
  watermark: number | null
  /** Clock of the worker minus the watermark when the newest block was done. */
  lagMs: number | null
  seeding: { done: number; total: number } | null
}

/** Beyond this the feed counts as late, and the freshness line says so. */
export const lateAfterMs = 5 * 60_000

export class Freshness {
  watermark = $state<number | null>(null)
  lagMs = $state<number | null>(null)
  seeding = $state<Reach['seeding']>(null)
  connection = $state<'live' | 'polling'>('live')

  constructor(reach: Reach) {
    this.take(reach)
  }

  take(reach: Reach): void {
    this.watermark = reach.watermark
    this.lagMs = reach.lagMs
    this.seeding = reach.seeding
  }

  get late(): boolean {
    return this.lagMs !== null && this.lagMs > lateAfterMs
  }
}
