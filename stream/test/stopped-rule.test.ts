import { join } from 'node:path'
import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { type HitRow, hitOfRow } from '@mingjing/rules/clickhouse/hit.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Scope } from '@mingjing/sql/access/scope.ts'
import { gaps, issueHits } from '@mingjing/sql/postgres/schema.ts'
import { newestGaps, stoppedRules } from '@mingjing/sql/queries/gap-ledger.ts'
import { reconcile } from '@mingjing/sql/reconcile/reconcile.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { recheckGaps } from '../jobs/recheck.ts'
import { recheckStopped } from '../jobs/recheck-stopped.ts'
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

/** Three calls of the same contract that hit a rule which is stopped, in place of which SQL judges. */
const opening = trialFile(
  'trial.greedy',
  `kind: match
severity: low
opens: issue
on: collection.called
where: wording.matches('(a|b)*a(a|b){100}')`,
  call,
)
const scored = trialFile(
  'trial.scored',
  `kind: score
severity: low
opens: record
within: 10m
of: { trial.greedy: 2, trial.modest: 1 }
bands: [{ from: 2, severity: low }, { from: 3, severity: low }]`,
  call,
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
    expect([...(await stoppedRules(stores.postgres.db)).keys()]).toEqual(['trial.greedy@1'])
  } finally {
    await stores.close()
  }
})

test('what a stopped rule missed is judged by SQL in its place: everything once, as if it had never been stopped', {
  timeout: 120_000,
}, async () => {
  const stores = await openTrialStores()
  const { bundle, problems } = makeBundle({ files: [opening, modest, scored] })
  const { bundle: next } = makeBundle({
    files: [{ ...opening, text: opening.text.replace('version: 1', 'version: 2') }, modest],
  })
  const shelf = {
    current: bundle,
    find: async (hash: string) => (hash === next.hash ? next : bundle),
  }
  const { db } = stores.postgres
  const recheck = (at: number) => recheckStopped({ db, clickhouse: stores.clickhouse }, shelf, new Date(at))
  const late = calls[3]!.replace('"e3"', '"late"')
  const open = (current: Bundle) =>
    startEmbedded({ ...stores, keys: passingKeys(), bundle: current, ingestFolder: join(stores.folder, 'ingest') })
  try {
    expect(problems).toEqual([])
    let embedded = await open(bundle)
    for (let from = 0; from < 120; from += 30) {
      await embedded.ingest(calls.slice(from, from + 30))
      await embedded.settled()
    }
    // A match rule that is stopped does not judge what comes late either.
    await embedded.ingest([late])
    await embedded.settled()
    await embedded.stop()

    const expected = async () => {
      const until = (await stoppedRules(db)).get('trial.greedy@1')!
      const names: string[] = []
      for (const rule of bundle.rules) {
        const sql = hitsQuery(rule, bundle, { until, verdicts: ['ok', 'late'] })
        const rows = await stores.clickhouse.query<HitRow>(sql)
        names.push(...rows.map((row) => hitOfRow(rule, row).hitId))
      }
      return names.sort()
    }
    const standing = async (upTo: number) =>
      (
        await stores.clickhouse.query<{ hit_id: string; n: number }>(
          `SELECT hit_id, sum(sign) AS n FROM hits WHERE at <= fromUnixTimestamp64Milli(${upTo}) GROUP BY hit_id HAVING n != 0 ORDER BY hit_id`,
        )
      ).map(({ hit_id, n }) => (Number(n) === 1 ? hit_id : `${hit_id} ${n} times`))

    const before = (await stoppedRules(db)).get('trial.greedy@1')!
    const caught = await recheck(trialStart + 200 * 60_000)
    expect(caught.opened).toBeGreaterThan(60)
    const until = (await stoppedRules(db)).get('trial.greedy@1')!
    expect(until).toBe(trialStart + 119 * 60_000 - 10_000)
    expect(until).toBeGreaterThan(before)
    await recheckGaps({ db, clickhouse: stores.clickhouse }, shelf, new Date(trialStart + 200 * 60_000))
    expect(await standing(until)).toEqual(await expected())
    const inIssues = await db.select().from(issueHits).where(eq(issueHits.ruleId, 'trial.greedy'))
    expect(inIssues.length).toBe(120)

    // Again, and from the beginning as after a crash before the ledger knew: nothing opens twice.
    expect(await recheck(trialStart + 201 * 60_000)).toEqual({ opened: 0, withdrawn: 0 })
    await db.update(gaps).set({ recheckedUntil: null }).where(eq(gaps.kind, 'stopped-rule'))
    expect(await recheck(trialStart + 202 * 60_000)).toEqual({ opened: 0, withdrawn: 0 })
    expect(await standing(until)).toEqual(await expected())
    const { checks } = await reconcile({ db, clickhouse: stores.clickhouse }, { now: new Date(), patienceMs: 0 })
    expect(checks.flatMap(({ differences }) => differences)).toEqual([])

    // Another version takes its place: the rest of its time is judged and the gap closed.
    embedded = await open(next)
    await embedded.ingest(calls.slice(120, 125))
    await embedded.settled()
    await embedded.stop()
    await recheck(trialStart + 203 * 60_000)
    const [gap] = await db.select().from(gaps).where(eq(gaps.ruleVersion, 1))
    expect(gap!.recheckedAt).toEqual(new Date(trialStart + 203 * 60_000))
  } finally {
    await stores.close()
  }
})
