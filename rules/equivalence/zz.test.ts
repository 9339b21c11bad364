import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hitsQuery } from '../clickhouse/query.ts'
import { answers, bundleOf, difference, pair } from './pair.ts'
import { openEventsTable } from './table.ts'

test('peers', async () => {
  const table = await openEventsTable(await mkdtemp(join(tmpdir(), 'zz-')))
  const pairs = fc
    .sample(pair, { numRuns: Number(process.env.ZZ ?? 3000), seed: Number(process.env.SEED ?? 5) })
    .filter((p) => p.generated.rules[0]!.kind === 'peer')
  let hitting = 0,
    hits = 0
  for (const given of pairs) {
    const bundle = bundleOf(given.generated)
    await table.fill(given.events)
    let seen
    try {
      seen = await answers(bundle, given, table)
    } catch (e) {
      console.log(String(e).slice(0, 3000))
      console.log(JSON.stringify(given.generated))
      console.log(hitsQuery(bundle.rules[0]!, bundle, { until: given.until }))
      throw e
    }
    const d = difference(seen)
    if (d) {
      console.log(d, JSON.stringify(given.generated), JSON.stringify(given.events))
      console.log(hitsQuery(bundle.rules[0]!, bundle, { until: given.until }))
      expect(d).toBeNull()
    }
    if (seen.reference.length) hitting++
    hits += seen.reference.length
  }
  console.log(pairs.length, hitting, hits)
  await table.close()
}, 600000)
