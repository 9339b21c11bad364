import { join } from 'node:path'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { reconcile } from '@mingjing/sql/reconcile/reconcile.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { trialFile } from './rules.ts'
import { openTrialStores } from './stores.ts'
import { trialStart } from './trial.ts'

const call = '{ type: collection.called, data: { contract: L1, connected: true } }'
const rules = ['trial.one', 'trial.two'].map((id) =>
  trialFile(id, 'kind: match\nseverity: low\nopens: record\non: collection.called\nwhere: connected', call),
)
const lines = Array.from({ length: 3 }, (_, n) =>
  JSON.stringify({
    specversion: '1.0',
    id: `e${n}`,
    source: 'core/collection',
    type: 'collection.called',
    time: new Date(trialStart + n * 60_000).toISOString(),
    subject: 'L1',
    orgunit: 'b01',
    data: { contract: 'L1', actor: 'P1', contactKind: 'debtor', connected: true },
  }),
)

afterEach(() => {
  vi.restoreAllMocks()
})

test('comparing with SQL takes no longer than allowed, the second time either, and what there was no time for is told', async () => {
  const stores = await openTrialStores()
  const { bundle, problems } = makeBundle({ files: rules })
  const { db } = stores.postgres
  try {
    expect(problems).toEqual([])
    const keys = passingKeys()
    const embedded = await startEmbedded({ ...stores, keys, bundle, ingestFolder: join(stores.folder, 'ingest') })
    await embedded.ingest(lines)
    await embedded.settled()
    await embedded.stop()
    await stores.clickhouse.command('ALTER TABLE hits DELETE WHERE 1 SETTINGS mutations_sync = 2')

    const asked = { now: new Date(), patienceMs: 0, mostMs: 60_000 }
    const hitsOf = async () =>
      (await reconcile({ db, clickhouse: stores.clickhouse }, asked)).checks.find(({ id }) => id === 'hits')!
    const whole = await hitsOf()
    expect(whole).toMatchObject({ compared: 2, passedOver: [] })
    // What is newer than the watermark is not compared yet.
    expect(whole.differences.map(({ what, expected, found }) => ({ what, expected, found }))).toEqual([
      { what: 'trial.one', expected: 2, found: 0 },
      { what: 'trial.two', expected: 2, found: 0 },
    ])

    // A look reads the clock once, and once a rule: the second is overtaken behind its first rule.
    let readings = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (readings++ < 5 ? 0 : asked.mostMs + 1))
    expect(await hitsOf()).toMatchObject({
      compared: 1,
      differences: [{ what: 'trial.one' }],
      passedOver: [{ ruleId: 'trial.two', why: 'time' }],
    })
  } finally {
    await stores.close()
  }
})
