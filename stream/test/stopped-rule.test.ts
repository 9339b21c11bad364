import { join } from 'node:path'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import type { Scope } from '@mingjing/sql/access/scope.ts'
import { newestGaps, stoppedRules } from '@mingjing/sql/queries/gap-ledger.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { trialFile } from './rules.ts'
import { openTrialStores } from './stores.ts'
import { trialStart } from './trial.ts'

const call = '{ type: collection.called, data: { contract: L1, wording: hello } }'
/** Some eleven thousand steps a call: of 500,000 at once and 2,000 earned a call, about 55 calls. */
const greedy = trialFile(
  'trial.greedy',
  `kind: match
severity: low
opens: record
on: collection.called
where: wording.matches('(a|b)*a(a|b){100}')`,
  call,
)
const modest = trialFile(
  'trial.modest',
  `kind: match
severity: low
opens: record
on: collection.called
where: connected`,
  call,
)

const calls = Array.from({ length: 160 }, (_, n) =>
  JSON.stringify({
    specversion: '1.0',
    id: `e${n}`,
    source: 'core/collection',
    type: 'collection.called',
    time: new Date(trialStart + n * 60_000).toISOString(),
    subject: 'L1',
    orgunit: 'b01',
    data: { contract: 'L1', actor: 'P1', contactKind: 'debtor', connected: true, wording: 'ab'.repeat(256) },
  }),
)

const auditor: Scope = { personId: 'a1', role: 'auditor', orgunit: 'hq' }

test('a rule beyond its budget is stopped once, entered in the gap ledger, and stays so after a restart', async () => {
  const stores = await openTrialStores()
  const { bundle, problems } = makeBundle({ files: [greedy, modest] })
  const start = () =>
    startEmbedded({ ...stores, keys: passingKeys(), bundle, ingestFolder: join(stores.folder, 'ingest') })
  const hits = () =>
    stores.clickhouse.query<{ rule: string; n: number }>(
      'SELECT rule_id AS rule, toUInt32(count()) AS n FROM hits GROUP BY rule ORDER BY rule',
    )
  try {
    expect(problems).toEqual([])
    let embedded = await start()
    expect(await embedded.ingest(calls.slice(0, 120))).toMatchObject({ rejected: [] })
    await embedded.settled()
    await embedded.stop()
    const [first] = await hits()
    const [stopped, ...others] = await newestGaps(stores.postgres.db, auditor, 10)
    expect(others).toEqual([])
    expect(stopped).toMatchObject({ kind: 'stopped-rule', ruleId: 'trial.greedy', ruleVersion: 1, budget: 'steps' })
    // Its last hit is that of the event it was stopped at.
    expect(stopped!.eventId).toBe(`e${first!.n - 1}`)
    expect(first!.n).toBeLessThan(120)

    embedded = await start()
    await embedded.ingest(calls.slice(120))
    await embedded.settled()
    await embedded.stop()
    expect(await hits()).toEqual([first, { rule: 'trial.modest', n: calls.length }])
    expect(await newestGaps(stores.postgres.db, auditor, 10)).toHaveLength(1)
    expect(await newestGaps(stores.postgres.db, { ...auditor, orgunit: 'b01' }, 10)).toEqual([])
    expect(await stoppedRules(stores.postgres.db)).toEqual(new Set(['trial.greedy@1']))
  } finally {
    await stores.close()
  }
})
