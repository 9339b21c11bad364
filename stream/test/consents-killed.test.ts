import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refOf } from '@mingjing/sql/consents/entry.ts'
import { verifyConsents } from '@mingjing/sql/consents/verify.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { consentEntries } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { expect, test } from 'vitest'
import { Died } from './forked.ts'
import { trialStart } from './trial.ts'
import { startVictim } from './victim.ts'

const lineOf = (n: number): string =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `k${n}`, source: 'core/consent', type: 'consent.used' },
    ...{ time: new Date(trialStart + n * 1_000).toISOString(), subject: `app-${n}`, orgunit: 'b01-s01-o1' },
    data: { consentPurpose: 'credit-query', customer: `c${n}`, actor: 'p1' },
  })

test('killed at every point around the commit and sent everything again, each consent is on the chain once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mingjing-consents-'))
  const environment = { TRIAL_FOLDER: folder, TRIAL_CLOCK: `${trialStart + 3_600_000},${Date.now()},1` }
  const deaths = ['after-plan:1', 'between-tables:2', 'after-insert:1', 'in-transaction:1', 'after-done:1']
  let sent = 0
  try {
    for (const fault of [...deaths, '']) {
      const victim = await startVictim({ ...environment, MINGJING_FAULT: fault })
      sent += 40
      const lines = Array.from({ length: sent }, (_, n) => lineOf(n))
      try {
        await victim.ask({ kind: 'ingest', lines })
        await victim.ask({ kind: 'settle' })
        await victim.ask({ kind: 'stop' })
        await victim.ended
      } catch (error) {
        if (!(error instanceof Died) || error.signal !== 'SIGKILL') throw error
        expect(fault).not.toBe('')
        continue
      }
      expect(fault).toBe('')
    }
    const postgres = await openPostgres({ path: join(folder, 'postgres') })
    const keys = passingKeys()
    try {
      const refs = (await postgres.db.select({ ref: consentEntries.ref }).from(consentEntries)).map(({ ref }) => ref)
      const wanted = Array.from({ length: sent }, (_, n) => refOf(keys, { source: 'core/consent', id: `k${n}` }))
      expect(refs.toSorted()).toEqual(wanted.toSorted())
      expect(await verifyConsents(postgres.db, keys)).toMatchObject({ kind: 'sound', entries: sent })
    } finally {
      await postgres.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 180_000)
