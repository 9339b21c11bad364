import type { Scope } from '@mingjing/sql/access/scope.ts'
import { indicators } from '@mingjing/sql/indicators/catalogue.ts'
import { addDays, dayOf } from '@mingjing/sql/indicators/period.ts'
import { type IndicatorRequest, runIndicator } from '@mingjing/sql/indicators/run.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { print, quantile, timed } from './figure.ts'
import { findings, writeFindings } from './findings.ts'
import { size, tenMillionEvents, until } from './ten-million.ts'

/** Every indicator as the cockpits ask for it: a month with the month before, in total, by unit, product and day. */

const { store, close } = await tenMillionEvents()
const postgres = await openPostgres({ memory: true })
try {
  await migratePostgres(postgres)
  await writeFindings(store)

  const scopes: Scope[] = [
    { personId: 'p-1', role: 'lead', orgunit: 'hq' },
    { personId: 'p-2', role: 'lead', orgunit: 'b03' },
  ]
  const to = dayOf(until)
  const month = { from: addDays(to, -30), to, compare: 'previous' as const, now: until }
  const requests = indicators.flatMap(({ id, by }): IndicatorRequest[] => [
    { id, ...month },
    ...(['unit', 'product', 'day'] as const)
      .filter((name) => by.includes(name))
      .map((name) => ({ id, ...month, by: [name] })),
  ])
  const seconds: { id: string; taken: number }[] = []
  for (let round = 0; round < 2; round++) {
    for (const scope of scopes) {
      for (const request of requests) {
        const { seconds: taken, result } = await timed(() =>
          runIndicator({ clickhouse: store, postgres }, scope, request),
        )
        if (result.kind === 'bad-request' || result.kind === 'unknown')
          throw new Error(`${request.id}: ${JSON.stringify(result)}`)
        if (round > 0 && result.kind === 'ok')
          seconds.push({ id: `${request.id} by ${request.by ?? 'nothing'}`, taken })
      }
    }
  }
  const times = seconds.map(({ taken }) => taken * 1000)
  const slowest = seconds.reduce((a, b) => (a.taken > b.taken ? a : b))
  print({
    figure: 'cockpit.p95',
    value: quantile(times, 0.95),
    unit: 'ms',
    p50: quantile(times, 0.5),
    max: slowest.taken * 1000,
    slowest: slowest.id,
    asked: times.length,
    indicators: indicators.length,
    events: size,
    ...findings,
    what: 'one indicator with its comparison, one after the other, warm; the tables of events are full, Postgres is empty',
  })
} finally {
  await postgres.close()
  await close()
}
