import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { publishBundle } from '../bundle/publish.ts'
import { decide } from '../changes/decide.ts'
import { propose } from '../changes/propose.ts'
import { smallFiles } from '../changes/small-rules.ts'
import { act } from '../issues/act.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { countIssues, groupIssues } from '../issues/queue.ts'
import {
  issueActions,
  issueHits,
  issues,
  notifications,
  people,
  qualityDraws,
  qualitySamples,
  settings,
} from '../postgres/schema.ts'
import { writeSetting } from '../settings/settings.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { passingKeys } from '../vault/keys.ts'
import { blindOf } from './blind.ts'
import { bankShares, choose, type Decision, lot } from './choose.ts'
import { drawLastMonth, lastMonth, sharesInForce, sharesKey } from './draw.ts'
import { judgeSample, reopenBySample } from './judge.ts'
import { measured } from './kappa.ts'
import { disagreements, qualityResults, toJudge } from './list.ts'

const keys = passingKeys()

describe('kappa', () => {
  test.each([
    // The worked example of fifty grants judged by two readers: po 0.7, pe 0.5.
    [
      { both: 20, first: 5, second: 10, neither: 15 },
      { n: 50, disagreed: 15, rate: 0.3, kappa: 0.4 },
    ],
    [
      { both: 45, first: 15, second: 25, neither: 15 },
      { n: 100, disagreed: 40, rate: 0.4, kappa: 0.13043478260869565 },
    ],
    [
      { both: 3, first: 0, second: 0, neither: 2 },
      { n: 5, disagreed: 0, rate: 0, kappa: 1 },
    ],
    [
      { both: 0, first: 4, second: 4, neither: 0 },
      { n: 8, disagreed: 8, rate: 1, kappa: -1 },
    ],
    [
      { both: 7, first: 0, second: 0, neither: 0 },
      { n: 7, disagreed: 0, rate: 0, kappa: null },
    ],
    [
      { both: 0, first: 0, second: 0, neither: 0 },
      { n: 0, disagreed: 0, rate: null, kappa: null },
    ],
  ])('%j', (agreement, expected) => {
    const { kappa, ...rest } = measured(agreement)
    expect(rest).toEqual({ n: expected.n, disagreed: expected.disagreed, rate: expected.rate })
    if (expected.kappa === null) expect(kappa).toBeNull()
    else expect(kappa).toBeCloseTo(expected.kappa, 12)
  })
})

describe('the sample', () => {
  const decisions: Decision[] = Array.from({ length: 400 }, (_, i) => ({
    key: `k${i}`,
    episode: 1,
    stratum: ['issuance/high', 'limit/low', 'limit/high'][i % 3]!,
    by: i < 397 ? `S00${i % 2}` : `S10${i}`,
  }))
  const shares = { all: 0.05, strata: { 'limit/high': 0.5 } }
  const chosen = choose(keys, '2026-02', decisions, shares)
  const of = (stratum: string) =>
    chosen.filter(({ decision, drawnFor }) => decision.stratum === stratum && drawnFor === 'share')

  test('of each stratum its share, rounded up, and of each officer at least one', () => {
    expect(of('issuance/high')).toHaveLength(Math.ceil(134 * 0.05))
    expect(of('limit/low')).toHaveLength(Math.ceil(133 * 0.05))
    expect(of('limit/high')).toHaveLength(Math.ceil(133 * 0.5))
    expect(new Set(chosen.map(({ decision }) => decision.by))).toEqual(new Set(decisions.map(({ by }) => by)))
    expect(new Set(chosen.map(({ decision }) => decision.key)).size).toBe(chosen.length)
  })
  test('the same in any order, another for another period or installation', () => {
    const names = (all: typeof chosen) => all.map(({ decision }) => decision.key).sort()
    expect(names(choose(keys, '2026-02', decisions.toReversed(), shares))).toEqual(names(chosen))
    expect(names(choose(keys, '2026-03', decisions, shares))).not.toEqual(names(chosen))
    expect(lot(passingKeys('other'), '2026-02', 'k1', 1)).not.toBe(lot(keys, '2026-02', 'k1', 1))
  })
})

test.each([
  ['2026-03-31T15:59:59Z', '2026-02', '2026-01-31T16:00:00.000Z', '2026-02-28T16:00:00.000Z'],
  ['2026-03-31T16:00:00Z', '2026-03', '2026-02-28T16:00:00.000Z', '2026-03-31T16:00:00.000Z'],
  ['2026-01-01T00:00:00Z', '2025-12', '2025-11-30T16:00:00.000Z', '2025-12-31T16:00:00.000Z'],
])('at %s the month before is %s', (now, period, from, to) => {
  const month = lastMonth(new Date(now))
  expect([month.period, month.from.toISOString(), month.to.toISOString()]).toEqual([period, from, to])
})

onEachEngine(
  'quality control',
  [qualitySamples, qualityDraws, notifications, issueHits, issueActions, issues, settings],
  (bank) => {
    const then = new Date('2026-03-10T03:00:00Z')
    const april = new Date('2026-04-01T03:00:00Z')
    const opened = async (hit: Partial<IssueHit> = {}): Promise<string> =>
      (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(hit)], then))).opened[0]!
    const dismissed = async (hit: Partial<IssueHit> = {}, who: Staff = 'officer'): Promise<string> => {
      const id = await opened(hit)
      await act(bank.db, scopeFor(who), id, { kind: 'dismiss', reason: '误报' }, { now: then })
      return id
    }
    const everything = () => writeSetting(bank.db, sharesKey, { all: 1, strata: {} })
    const draw = (now = april) => drawLastMonth(bank.db, keys, now)
    const read = async (issueId: string) =>
      (await bank.db.select().from(qualitySamples).where(eq(qualitySamples.issueId, issueId)))[0]!
    const judging = (id: string, who: Staff, verdict: 'confirmed' | 'dismissed' = 'confirmed', reason = '属实') =>
      judgeSample(bank.db, scopeFor(who), id, { verdict, reason }, { now: april })

    test('drawn once, when the month is over; told and on record', async () => {
      await everything()
      const id = await dismissed()
      expect(await draw(then)).toBe(0)
      expect(await draw()).toBe(1)
      expect(await draw()).toBeNull()
      await dismissed()
      expect(await draw()).toBeNull()
      // Of the two other officers above the unit, one by lot.
      const { reviewer, ...sample } = await read(id)
      expect([staff.officer2[0], staff.branchOfficer[0]]).toContain(reviewer)
      expect(sample).toMatchObject({
        period: '2026-03',
        first: 'dismissed',
        firstBy: staff.officer[0],
        stratum: 'issuance/medium',
      })
      const told = await bank.db.select().from(notifications)
      expect(told).toMatchObject([{ kind: 'quality', personId: reviewer }])
      const draws = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'quality-draw'))
      expect(draws.at(-1)!.detail).toMatchObject({ period: '2026-03', decisions: 1, drawn: 1, samples: [sample.id] })
    })

    test('no list by state tells the judge how it was decided, before the verdict', async () => {
      await everything()
      const id = await dismissed({ class: 'money-laundering' })
      await draw()
      const found = async (who: Staff) => {
        const scope = scopeFor(who)
        const counted = (states: ('dismissed' | 'closed')[]) => countIssues(bank.db, scope, { states })
        const groups = await groupIssues(bank.db, scope, {}, 'state', april)
        return [await counted(['dismissed']), await counted(['dismissed', 'closed']), groups.length]
      }
      expect(await found('lead')).toEqual([1, 1, 1])
      expect(await found('officer2')).toEqual([0, 1, 0])
      await judging((await read(id)).id, 'officer2')
      expect(await found('officer2')).toEqual([1, 1, 1])
    })

    test('never to who decided or is concerned; money laundering to nobody at a branch', async () => {
      await everything()
      const id = await dismissed({ class: 'money-laundering', actor: staff.officer2[0] })
      await draw()
      const sample = await read(id)
      expect(sample.reviewer).toBeNull()
      expect(await judging(sample.id, 'officer')).toMatchObject({ code: 'own' })
      for (const who of ['officer2', 'branchOfficer'] as const)
        expect(await judging(sample.id, who)).toMatchObject({ code: 'not-found' })
      expect(await judging(sample.id, 'lead')).toMatchObject({ code: 'not-permitted' })
    })

    test('the table refuses a second judgement by the first', async () => {
      await everything()
      const issue = await dismissed()
      await draw()
      const { id, firstBy } = await read(issue)
      const itself = bank.db
        .update(qualitySamples)
        .set({ second: 'dismissed', secondBy: firstBy })
        .where(eq(qualitySamples.id, id))
      await expect(itself).rejects.toThrow()
    })

    test('blind, once, by whom it was given to; a difference is measured and may reopen the issue', async () => {
      await everything()
      const id = await dismissed({ class: 'money-laundering' })
      const agreed = await dismissed({ class: 'money-laundering' })
      await draw()
      const sample = await read(id)
      expect(sample.reviewer).toBe(staff.officer2[0])
      expect([...(await blindOf(bank.db, scopeFor('officer2'), [id, 'i_other']))]).toEqual([id])
      const listed = await toJudge(bank.db, scopeFor('officer2'))
      expect(listed).toHaveLength(2)
      expect(JSON.stringify(listed)).not.toMatch(/误报|dismissed|S001/)
      expect(await reopenBySample(bank.db, scopeFor('lead'), sample.id, { reason: 'r' }, { now: april })).toMatchObject(
        { code: 'agrees' },
      )
      expect(await judging(sample.id, 'officer2', 'confirmed', ' ')).toMatchObject({ code: 'no-reason' })
      expect(await judging(sample.id, 'officer2')).toMatchObject({ kind: 'done' })
      expect(await judging(sample.id, 'officer2')).toMatchObject({ code: 'over' })
      expect(await judging((await read(agreed)).id, 'officer2', 'dismissed')).toMatchObject({ kind: 'done' })
      expect((await blindOf(bank.db, scopeFor('officer2'), [id])).size).toBe(0)

      expect(await qualityResults(bank.db, scopeFor('officer'))).toBeNull()
      expect(await qualityResults(bank.db, scopeFor('lead'))).toMatchObject({
        all: { n: 2, disagreed: 1, rate: 0.5, kappa: 0 },
        waiting: 0,
        officers: [{ of: staff.officer[0], n: 2 }],
        units: [{ of: 'b01', n: 2 }],
        rules: [{ of: 'issuance.approval-unread', n: 2 }],
      })
      expect(await disagreements(bank.db, scopeFor('lead'))).toMatchObject([{ issueId: id, reason: '属实' }])

      const reopening = (who: Staff) =>
        reopenBySample(bank.db, scopeFor(who), sample.id, { reason: '复核不一致' }, { now: april })
      expect(await reopening('officer2')).toMatchObject({ code: 'not-permitted' })
      expect(await reopening('lead')).toMatchObject({ kind: 'done' })
      expect(await reopening('lead2')).toMatchObject({ code: 'over' })
      const [issue] = await bank.db.select().from(issues).where(eq(issues.id, id))
      expect(issue).toMatchObject({ state: 'assigned', dismissReason: null })
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('who was to judge has left: another may', async () => {
      await everything()
      const id = await dismissed()
      await draw()
      const { id: sample, reviewer } = await read(id)
      const [given, other]: Staff[] =
        reviewer === staff.officer2[0] ? ['officer2', 'branchOfficer'] : ['branchOfficer', 'officer2']
      expect(await judging(sample, other!)).toMatchObject({ code: 'anothers' })
      await bank.db.update(people).set({ active: false }).where(eq(people.id, staff[given!][0]))
      expect(await judging(sample, other!)).toMatchObject({ kind: 'done' })
      await bank.db.update(people).set({ active: true })
    })

    test('shares are asked for by a lead of the head office and hold when another agrees', async () => {
      await publishBundle(bank.db, makeBundle({ files: smallFiles }).bundle, { personId: 'system', now: then })
      const asking = (who: Staff, all: number, { reason = 'r', strata = {} } = {}) =>
        propose(bank.db, scopeFor(who), { change: { kind: 'shares', shares: { all, strata } }, reason }, { now: then })
      expect(await asking('officer', 1)).toMatchObject({ code: 'not-permitted' })
      expect(await asking('ruleOwner', 1)).toMatchObject({ code: 'not-permitted' })
      expect(await asking('lead', 1.1)).toMatchObject({ code: 'no-share' })
      expect(await asking('lead', Number.NaN)).toMatchObject({ code: 'no-share' })
      expect(await asking('lead', 0, { strata: { 'issuance/worst': 1 } })).toMatchObject({ code: 'no-stratum' })
      expect(await asking('lead', 0, { reason: ' ' })).toMatchObject({ code: 'no-reason' })
      expect(await asking('lead', bankShares.all)).toMatchObject({ code: 'same' })
      const asked = await asking('lead', 0, { strata: { 'issuance/critical': 1 } })
      if (asked.kind !== 'proposed') throw new Error(asked.code)
      const deciding = (who: Staff) =>
        decide(bank.db, scopeFor(who), asked.change.id, { verdict: 'approve', note: '' }, { now: then })
      expect(await sharesInForce(bank.db)).toEqual(bankShares)
      expect(await deciding('lead')).toMatchObject({ code: 'own' })
      expect(await deciding('lead2')).toMatchObject({ kind: 'decided', change: { before: { shares: bankShares } } })
      expect(await sharesInForce(bank.db)).toEqual({ all: 0, strata: { 'issuance/critical': 1 } })
      // Each officer has one all the same.
      await dismissed()
      await dismissed()
      expect(await draw()).toBe(1)
    })
  },
)
