import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Scope, scopeOf } from '../access/scope.ts'
import { auditVerify } from '../audit/verify.ts'
import { publishBundle } from '../bundle/publish.ts'
import { openPostgres, type Postgres } from '../postgres/connect.ts'
import { bundles, changes, issueActions } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import { fillBank, scopeFor } from '../test/bank.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../test/postgres-server.ts'
import { decide, type Verdict } from './decide.ts'
import { propose } from './propose.ts'
import { smallFiles } from './small-rules.ts'

/**
 * S7, the races of the four eyes: everybody decides at once, over two processes' worth of connections. Nobody approves
 * their own, every proposal has one decision, and each approval is one bundle.
 */

const absent = noPostgres()
const attempts = Number(process.env.RACE_ATTEMPTS ?? 200)
/** Attempts on one proposal: four by its proposer in both of their roles, four by two others. */
const each = 8
const now = new Date('2026-03-02T02:00:00Z')

const proposer = scopeFor('ruleOwner')
/** The same person once more, in another session and made a lead meanwhile. */
const promoted = scopeOf({ id: proposer.personId, role: 'lead', orgunit: 'hq' })
const [lead, lead2] = [scopeFor('lead'), scopeFor('lead2')]

describe.skipIf(absent !== null)(absent ?? 'on Postgres 15', () => {
  let server: PostgresServer
  let sessions: Postgres[]
  beforeAll(async () => {
    server = await startPostgres()
    sessions = [await openPostgres({ url: server.url }), await openPostgres({ url: server.url })]
    await fillBank(sessions[0]!)
    await publishBundle(sessions[0]!.db, makeBundle({ files: smallFiles }).bundle, { personId: 'system', now })
  })
  afterAll(async () => {
    for (const session of sessions ?? []) await session.close()
    await server?.stop()
  })

  test(`${attempts} attempts at once: no self-approval, one decision each`, { timeout: 120_000 }, async () => {
    const { db } = sessions[0]!
    const ids: number[] = []
    for (let i = 0; i < attempts / each; i++) {
      // Pairs that want the same place, so that one approval ends another proposal while that is being decided on.
      const change = { kind: 'parameter' as const, rule: 'small.quick', parameter: 'seconds', orgunit: unitOf(i) }
      const outcome = await propose(db, proposer, { change: { ...change, value: 20 + i }, reason: 'race' }, { now })
      if (outcome.kind === 'refused') throw new Error(outcome.en)
      ids.push(outcome.change.id)
    }
    const tries = ids.flatMap((id) =>
      (
        [
          [proposer, 'approve'],
          [promoted, 'approve'],
          [proposer, 'reject'],
          [promoted, 'approve'],
          [lead, 'approve'],
          [lead2, 'approve'],
          [lead2, 'reject'],
          [lead, 'approve'],
        ] as [Scope, Verdict][]
      ).map(([scope, verdict], i) => ({ id, scope, verdict, session: sessions[i % 2]! })),
    )
    const outcomes = await Promise.all(
      mixed(tries).map(async ({ id, scope, verdict, session }) => ({
        id,
        own: scope.personId === proposer.personId,
        outcome: await decide(session.db, scope, id, { verdict, note: 'n' }, { now }),
      })),
    )
    expect(outcomes).toHaveLength(attempts)
    expect(outcomes.filter(({ own, outcome }) => own && outcome.kind === 'decided')).toEqual([])
    const rows = await db.select().from(changes)
    expect(rows.filter(({ decidedBy, proposedBy }) => decidedBy === proposedBy)).toEqual([])
    for (const row of rows) {
      const decisions = outcomes.filter(({ id, outcome }) => id === row.id && outcome.kind === 'decided')
      expect(decisions).toHaveLength(row.state === 'overtaken' ? 0 : 1)
      const records = await db
        .select({ kind: issueActions.kind })
        .from(issueActions)
        .where(sql`detail ->> 'change' = ${String(row.id)} and kind <> 'change-propose'`)
      expect(records).toHaveLength(1)
    }
    const approved = rows.filter(({ state }) => state === 'approved')
    expect(approved.length).toBeGreaterThan(0)
    expect(await db.select().from(bundles).where(eq(bundles.publishedBy, proposer.personId))).toEqual([])
    expect(await db.select().from(issueActions).where(eq(issueActions.kind, 'publish'))).toHaveLength(
      approved.length + 1,
    )
    // The bundle in force holds every approved value, none lost to one made beside it.
    const values = (await currentBundle(db))!.parameters['small.quick']!.seconds!
    expect(values).toEqual(Object.fromEntries(approved.map(({ orgunit, change }) => [orgunit, wanted(change)])))
    expect((await auditVerify(db)).kind).toBe('sound')
  })
})

const unitOf = (i: number): string => ['hq', 'b01', 'b01-s01', 'b01-s01-o1', 'b02', 'b02-s01'][i % 6]!
const wanted = (change: (typeof changes.$inferSelect)['change']) => change.kind === 'parameter' && change.value

/** In an order that has nothing to do with that of the proposals, and is the same every time. */
const mixed = <T>(items: readonly T[]): T[] =>
  items
    .map((item, i) => ({ item, place: (i * 7919) % items.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
