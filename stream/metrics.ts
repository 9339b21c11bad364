import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Block } from './block/block.ts'

/**
 * What the worker tells Prometheus. Names end in their unit. Read without a token, so no label names a rule, a unit or a
 * person: that a rule against money laundering has just hit is not for everybody on the network.
 */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  const events = new Counter({
    name: 'mingjing_events_total',
    help: 'Records read, by what became of them',
    labelNames: ['verdict'] as const,
    registers,
  })
  const hits = new Counter({
    name: 'mingjing_hits_total',
    help: 'Hits, by severity',
    labelNames: ['severity'] as const,
    registers,
  })
  const issues = new Counter({ name: 'mingjing_issues_opened_total', help: 'Issues opened', registers })
  const blocks = new Counter({ name: 'mingjing_blocks_total', help: 'Blocks done', registers })
  const stage = new Histogram({
    name: 'mingjing_block_seconds',
    help: 'Time a block spends in each stage',
    labelNames: ['stage'] as const,
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20],
    registers,
  })
  const stopped = new Counter({
    name: 'mingjing_rules_stopped_total',
    help: 'Rules stopped because they went beyond their budget',
    registers,
  })
  const troubles = new Counter({
    name: 'mingjing_sink_failures_total',
    help: 'Attempts to write that failed and were repeated',
    registers,
  })
  const snapshots = new Gauge({ name: 'mingjing_snapshot_bytes', help: 'Size of the newest snapshot', registers })
  const deliveries = new Counter({
    name: 'mingjing_deliveries_total',
    help: 'Messages to people outside of the site, by what became of an attempt',
    labelNames: ['outcome'] as const,
    registers,
  })
  const differences = new Gauge({
    name: 'mingjing_reconcile_differences',
    help: 'Differences the last reconciliation found between what came in and what is stored',
    registers,
  })
  const labels = ['partition'] as const
  const backlog = new Gauge({
    name: 'mingjing_backlog_records',
    help: 'Records known to wait in the source',
    labelNames: labels,
    registers,
  })
  const arranged = new Counter({
    name: 'mingjing_arranged_total',
    help: 'Issues weighed anew, taken back from who is away, and assigned by themselves',
    labelNames: ['outcome'],
    registers,
  })
  const watermark = new Gauge({
    name: 'mingjing_watermark_seconds',
    help: 'Event time up to which keyed rules have judged, Unix time',
    labelNames: labels,
    registers,
  })
  const buffered = new Gauge({
    name: 'mingjing_order_buffer_events',
    help: 'Events that wait for the watermark',
    labelNames: labels,
    registers,
  })
  const windows = new Gauge({
    name: 'mingjing_window_keys',
    help: 'Keys with a live window',
    labelNames: labels,
    registers,
  })
  const deadlines = new Gauge({
    name: 'mingjing_open_deadlines',
    help: 'Deadlines neither met nor breached',
    labelNames: labels,
    registers,
  })

  return {
    registry,
    differences,
    deliveries,
    arranged,
    stage,
    snapshots,
    troubles,
    /** Enters a block that is done. `lanes` is what the partition has beside the block. */
    enter(block: Block, opened: number, lanes: { backlog: number; buffered: number }) {
      const partition = String(block.plan.partition)
      let late = 0
      for (const { verdict } of block.accepted) if (verdict === 'late') late++
      events.inc({ verdict: 'ok' }, block.accepted.length - late)
      events.inc({ verdict: 'late' }, late)
      events.inc({ verdict: 'duplicate' }, block.duplicates)
      events.inc({ verdict: 'dead-letter' }, block.dead.length)
      for (const { hit } of block.found) hits.inc({ severity: hit.severity })
      issues.inc(opened)
      blocks.inc()
      stopped.inc(block.stopped.length)
      backlog.set({ partition }, lanes.backlog)
      buffered.set({ partition }, lanes.buffered)
      watermark.set({ partition }, Math.max(0, block.watermark) / 1000)
      windows.set({ partition }, block.windowKeys)
      deadlines.set({ partition }, block.openDeadlines)
    },
  }
}

export type Metrics = ReturnType<typeof createMetrics>
