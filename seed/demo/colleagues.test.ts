import { switches } from '@mingjing/sql/assignment/switch.ts'
import { auditVerify } from '@mingjing/sql/audit/verify.ts'
import { openIssuesFromHits } from '@mingjing/sql/issues/open.ts'
import { openPostgres, type Postgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { issueActions, issues } from '@mingjing/sql/postgres/schema.ts'
import { hitFor } from '@mingjing/sql/test/bank.ts'
import { asc } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignOneBranch, workThrough } from './colleagues.ts'
import { settlePeople } from './people.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await openPostgres({ memory: true })
  await migratePostgres(postgres)
  await settlePeople(postgres.db, async () => 'no password')
})
afterAll(() => postgres.close())

test('the colleagues work the month by the rules of the house, and leave something to do', async () => {
  const { db } = postgres
  const opened = new Date('2026-03-02T03:00:00Z')
  const hits = Array.from({ length: 40 }, (_, i) =>
    hitFor({
      hitId: `h-${i}`,
      subject: `a-${i}`,
      orgunit: i % 2 ? 'b01-s01-o1' : 'b02-s01-o1',
      class: i % 8 === 0 ? 'money-laundering' : 'operational',
    }),
  )
  await db.transaction((tx) => openIssuesFromHits(tx, hits, opened))
  await workThrough(db, { seed: 1, until: new Date('2026-03-31T00:00:00Z') })

  const rows = await db.select().from(issues)
  const states = Map.groupBy(rows, (row) => row.state)
  expect([...states.keys()].sort()).toEqual(expect.arrayContaining(['closed', 'dismissed', 'open']))
  for (const row of states.get('closed') ?? []) {
    expect(new Set([row.confirmedBy, row.answeredBy, row.closedBy]).size).toBe(3)
    expect(row.answeredBy).toBe(row.orgunit.startsWith('b01') ? 'p-manager' : 'p-b02')
    expect(row.class).not.toBe('money-laundering')
  }
  const told = await db.select().from(issueActions).orderBy(asc(issueActions.seq))
  expect(told.map(({ at }) => at.getTime())).toEqual(told.map(({ at }) => at.getTime()).sort((a, b) => a - b))
  await assignOneBranch(db, new Date('2026-03-31T00:00:00Z'))
  expect((await switches(db)).filter(({ automatic }) => automatic)).toHaveLength(1)
  expect(await auditVerify(db)).toMatchObject({ kind: 'sound', actions: told.length + 1 })
})
