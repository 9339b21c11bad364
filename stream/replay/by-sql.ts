import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { type HitRow, hitOfRow } from '@mingjing/rules/clickhouse/hit.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { compareHits } from '@mingjing/rules/hits/order.ts'
import { openClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { migrateClickHouse } from '@mingjing/sql/clickhouse/migrate.ts'
import { eventRows } from '../block/rows.ts'

const rowsAtOnce = 50_000

/** Hits as ClickHouse finds them: the events in a chDB of their own, one query a rule. */
export const replayBySql = async (bundle: Bundle, events: readonly Event[], until: number): Promise<Hit[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-replay-'))
  const clickhouse = await openClickHouse({ path: folder })
  try {
    await migrateClickHouse(clickhouse)
    for (let from = 0; from < events.length; from += rowsAtOnce) {
      await clickhouse.insert('events', rows(bundle, events.slice(from, from + rowsAtOnce), from), {
        token: `replay:${from}`,
      })
    }
    const hits: Hit[] = []
    for (const rule of bundle.rules) {
      const found = await clickhouse.query<HitRow>(hitsQuery(rule, bundle, { until }))
      for (const row of found) hits.push(hitOfRow(rule, row))
    }
    return hits.sort(compareHits)
  } finally {
    await clickhouse.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const rows = (bundle: Bundle, events: readonly Event[], from: number): string =>
  eventRows({
    plan: { topic: 'replay', partition: 0, seq: 1, clock: 0, answers: { wall: 0, known: [] }, ruleSet: bundle.hash },
    accepted: events.map((event, i) => ({ offset: from + i, event, verdict: 'ok' })),
  })
