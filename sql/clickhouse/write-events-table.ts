import { writeFileSync } from 'node:fs'
import { eventsTable } from './events-table.ts'

// `node sql/clickhouse/write-events-table.ts` writes the first migration from the contract.
writeFileSync(new URL('./migrations/0001_events.sql', import.meta.url), eventsTable())
