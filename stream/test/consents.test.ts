import { join } from 'node:path'
import { systemScope } from '@mingjing/sql/access/scope.ts'
import { digestOf, factsOf, hashFact } from '@mingjing/sql/consents/entry.ts'
import { consentsOf } from '@mingjing/sql/consents/find.ts'
import { verifyConsents } from '@mingjing/sql/consents/verify.ts'
import { consentEntries } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { asc } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { startEmbedded } from '../embedded.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores } from './stores.ts'
import { trialEvents, trialStart } from './trial.ts'

const event = (id: string, at: number, type: string, data: object, subject = `app-${id}`) =>
  JSON.stringify({
    ...{ specversion: '1.0', id, source: 'core/consent', type, subject, orgunit: 'b01-s01-o1' },
    time: new Date(trialStart + at).toISOString(),
    data: { consentPurpose: 'credit-query', customer: 'customer-7', ...data },
  })
const given = event('g1', 1_000, 'consent.given', { form: 'written', preset: false, digest: 'the-digest' })
const used = event('u1', 2_000, 'consent.used', { actor: 'the-officer', reason: 'the-reason' })
const withdrawn = event('w1', 3_000, 'consent.withdrawn', {})

test('each consent is on the chain once: repeated, late, sent in again, after a start over the same log', async () => {
  const stores = await openTrialStores()
  const { db } = stores.postgres
  const keys = passingKeys()
  const start = () =>
    startEmbedded({
      ...{ ...stores, keys, bundle: trialBundle(), ingestFolder: join(stores.folder, 'ingest') },
      clock: () => trialStart + 3_600_000,
      steady: () => 0,
    })
  const entries = () => db.select().from(consentEntries).orderBy(asc(consentEntries.position))
  let embedded = await start()
  try {
    await embedded.ingest([given, ...trialEvents(3, 40), used, given])
    await embedded.settled()
    await embedded.ingest([used, event('f1', 600_000, 'consent.given', { form: 'electronic' }, 'the-subject')])
    await embedded.settled()
    // By now ten minutes have passed in event time.
    await embedded.ingest([withdrawn, given])
    await embedded.settled()
    const before = await entries()
    await embedded.stop()
    embedded = await start()
    await embedded.ingest([withdrawn, used, given])
    await embedded.settled()

    expect(await entries()).toEqual(before)
    expect(before.map(({ offset, position }) => [position, offset])).toEqual([
      [1, 0],
      [2, 41],
      [3, 44],
      [4, 45],
    ])
    const found = await consentsOf(
      stores.clickhouse,
      { ...systemScope, grants: ['consents:read'] },
      (await stores.clickhouse.query<{ c: string }>(`SELECT any(customer) AS c FROM events WHERE id = 'g1'`))[0]!.c,
    )
    expect(found.map(({ id }) => id)).toEqual(['g1', 'u1', 'w1', 'f1'])
    const verdicts = await stores.clickhouse.query<{ id: string }>(
      `SELECT id FROM events WHERE verdict = 'late' ORDER BY time`,
    )
    expect(verdicts).toEqual([{ id: 'u1' }, { id: 'w1' }])
    // What `events` gives back is what the digest was made of.
    const digests = found.map((one) => digestOf(factsOf(keys, one).map((fact) => [fact.name, hashFact(fact)])))
    expect(digests.toSorted()).toEqual(before.map(({ digest }) => digest).toSorted())
    expect(await verifyConsents(db, keys)).toMatchObject({ kind: 'sound', entries: 4 })
    // Nothing of an event stands in the table.
    const table = JSON.stringify(before)
    const facts = found.flatMap(({ data, ...envelope }) => Object.values({ ...envelope, ...data }))
    for (const fact of facts)
      if (String(fact).length > 3) expect(table).not.toContain(JSON.stringify(fact).slice(1, -1))
    expect(facts).toContain('the-officer')
    for (const { ref, digest, previous, hash, fills } of before)
      for (const value of [ref, digest, previous, hash, ...fills]) expect(value).toMatch(/^[0-9a-f]{64}$/)
  } finally {
    await embedded.stop()
    await stores.close()
  }
})
