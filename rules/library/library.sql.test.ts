import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeBundle } from '../bundle/bundle.ts'
import { type HitRow, hitOfRow } from '../clickhouse/hit.ts'
import { hitsQuery } from '../clickhouse/query.ts'
import { evaluateEngine } from '../engine/evaluate.ts'
import { type EventsTable, openEventsTable } from '../equivalence/table.ts'
import { testEvents } from '../testing/events.ts'
import { withWeighed } from '../testing/run.ts'

const room = join(import.meta.dirname, '..')
const files = ['library', 'flows', 'logs'].flatMap((folder) =>
  readdirSync(join(room, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(room, folder, name), 'utf8') })),
)
const { bundle } = makeBundle({ files })

let folder: string
let table: EventsTable
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mingjing-library-'))
  table = await openEventsTable(folder)
})
afterAll(async () => {
  await table.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the rules’ own tests in ClickHouse SQL: the very hits of the engine', () => {
  test.each(bundle.rules.map((rule) => [rule.id, rule] as const))('%s', async (_, rule) => {
    for (const one of rule.tests) {
      const { events, until } = testEvents(rule, one)
      await table.fill(events)
      const rows = await table.query<HitRow>(hitsQuery(rule, bundle, { until }))
      const found = rows.map((row) => hitOfRow(rule, row))
      expect(found, one.name).toEqual(
        evaluateEngine({ ...bundle, rules: withWeighed(rule, bundle) }, events, until).filter(
          (hit) => hit.ruleId === rule.id,
        ),
      )
      expect(typeof one.hits === 'number' ? found.length : found.map(({ step }) => step), one.name).toEqual(one.hits)
    }
  })
})
