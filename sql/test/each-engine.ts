import type { PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Postgres } from '../postgres/connect.ts'
import { bankEngines } from './bank.ts'

/**
 * Tests on a small bank, on PGlite and on Postgres 15 where that is there; told as skipped, with the reason, where it is
 * not. `emptied` are tables without rows at the beginning of each test, those that refer to others first.
 */
export const onEachEngine = (about: string, emptied: readonly PgTable[], tests: (bank: Postgres) => void): void => {
  for (const { name, absent, open } of bankEngines)
    describe(absent === null ? name : `${name} (skipped: ${absent})`, () => {
      describe.skipIf(absent !== null)(about, () => {
        // Tests are told before the engine runs.
        const bank = {} as Postgres
        beforeAll(async () => {
          Object.assign(bank, await open())
        })
        afterAll(() => bank.close())
        beforeEach(async () => {
          for (const table of emptied) await bank.db.delete(table)
        })
        tests(bank)
      })
    })
}
