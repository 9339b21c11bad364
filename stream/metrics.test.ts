import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('no label tells more than how the worker does: anybody may read them', async () => {
  const labels = (await createMetrics().registry.getMetricsAsArray()).flatMap((metric) =>
    'labelNames' in metric ? (metric.labelNames as string[]) : [],
  )
  expect([...new Set(labels)].sort()).toEqual(['outcome', 'partition', 'severity', 'stage', 'verdict'])
})
