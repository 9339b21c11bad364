import { join } from 'node:path'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { publishBundle } from '@mingjing/sql/bundle/publish.ts'
import { plans } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { expect as expected, factsOf, ledger } from './oracle.ts'
import { trialBundle, trialFiles } from './rules.ts'
import { openTrialStores, trialClock, trialSteady, until } from './stores.ts'
import { trialEvents } from './trial.ts'

test('a worker that was not listening when another bundle was put in force takes it all the same', async () => {
  const stores = await openTrialStores()
  const [before, after] = [trialFiles, trialFiles.slice(1)].map((files) => makeBundle({ files }).bundle)
  for (const bundle of [before!, after!])
    await publishBundle(stores.postgres.db, bundle, { personId: 'r1', now: new Date() })
  const { source, send } = memorySource('events', [])
  const worker = await startWorker({ ...stores, keys: passingKeys(), bundle: before!, source })
  try {
    let sent = 0
    await until(async () => {
      send(trialEvents(9, ++sent).at(-1)!)
      await worker.reached(0, sent)
      const planned = await stores.postgres.db.select({ ruleSet: plans.ruleSet }).from(plans)
      return planned.some(({ ruleSet }) => ruleSet === after!.hash)
    }, 'a plan with the bundle in force')
  } finally {
    await worker.stop()
    await stores.close()
  }
})

test('a published bundle judges from the next plan on, and what it measures alike goes on', async () => {
  const count = 1_600
  const lines = trialEvents(9, count)
  const stores = await openTrialStores()
  const before = trialBundle()
  const { bundle: after } = makeBundle({ files: trialFiles.filter(({ path }) => path !== 'trial.unread.yaml') })
  const start = (bundle: typeof before) =>
    startEmbedded({
      ...stores,
      keys: passingKeys(),
      bundle,
      ingestFolder: join(stores.folder, 'ingest'),
      clock: trialClock(count),
      steady: trialSteady,
      clockHeld: () => true,
    })
  try {
    let embedded = await start(before)
    await embedded.ingest(lines.slice(0, 800))
    await embedded.settled()
    const { end } = await ledger(stores.clickhouse, stores.postgres.db)
    await publishBundle(stores.postgres.db, after, { personId: 'r1', now: new Date() })
    // The notice comes by itself; until then plans stay with the bundle before.
    await until(async () => {
      await embedded.ingest(lines.slice(800, 801))
      await embedded.settled()
      return (await sets()).includes(after.hash)
    }, 'the bundle to be in force')
    await embedded.stop()

    embedded = await start(after)
    await embedded.ingest(lines.slice(801))
    await embedded.settled()
    await embedded.stop()

    expect(end).toBe(800)
    expect(await sets()).toEqual([before.hash, after.hash])
    const account = await ledger(stores.clickhouse, stores.postgres.db)
    expect(account).toMatchObject({ chained: true, ok: count, unfinished: 0 })
    const hits = await stores.clickhouse.query<{ rule: string; id: string }>(
      'SELECT rule_id AS rule, hit_id AS id FROM hits',
    )
    const isAsExpected = (rule: string, sent: readonly string[]) => {
      const alone = { ...before, rules: before.rules.filter(({ id }) => id === rule) }
      const wanted = expected(alone, factsOf(sent), account.watermark).hits
      expect(
        hits
          .filter((hit) => hit.rule === rule)
          .map((hit) => hit.id)
          .sort(),
      ).toEqual(wanted.map((hit) => (JSON.parse(hit) as [string])[0]).sort())
    }
    isAsExpected('trial.rapid', lines)
    isAsExpected('trial.decision-in-time', lines)
    // Gone with the new bundle: only the first half was judged by it.
    isAsExpected('trial.unread', lines.slice(0, 800))
  } finally {
    await stores.close()
  }

  async function sets(): Promise<string[]> {
    const rows = await stores.clickhouse.query<{ set: string }>(
      'SELECT rule_set AS set FROM blocks GROUP BY rule_set ORDER BY min(seq)',
    )
    return rows.map((row) => row.set)
  }
})
