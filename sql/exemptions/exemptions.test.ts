import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { publishBundle } from '../bundle/publish.ts'
import { smallFiles } from '../changes/small-rules.ts'
import { act } from '../issues/act.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { withdrawHits } from '../issues/withdraw.ts'
import {
  bundles,
  exemptHits,
  exemptions,
  issueActions,
  issueHits,
  issues,
  notifications,
  plans,
} from '../postgres/schema.ts'
import { issueHitsOf } from '../reconcile/issue-hits.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { decide, type Verdict } from './decide.ts'
import { end } from './end.ts'
import { exemptHitsOf, exemptionOfHits, findExemption, listExemptions } from './list.ts'
import { passTime } from './over.ts'
import { propose, type Target } from './propose.ts'

const rule = 'small.quick'
const files = smallFiles.map((file) =>
  file.path === 'small.quick.yaml' ? { ...file, text: file.text.replace('opens: record', 'opens: issue') } : file,
)
const now = new Date('2026-03-02T02:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const days = (n: number) => later(n * 24 * 60)

onEachEngine(
  'exemptions',
  [exemptHits, exemptions, notifications, issueHits, issueActions, issues, plans, bundles],
  (bank) => {
    beforeEach(async () => {
      await publishBundle(bank.db, makeBundle({ files }).bundle, { personId: 'system', now })
    })
    const whole: Target = { kind: 'rule', rule, orgunit: 'b01' }
    const asking = (target: Target = whole, who: Staff = 'manager', until = days(30)) =>
      propose(bank.db, scopeFor(who), { target, until, reason: '系统割接', evidence: '科技函〔2026〕3号' }, { now })
    const asked = async (target: Target = whole, who: Staff = 'officer', until = days(30)): Promise<number> => {
      const outcome = await asking(target, who, until)
      if (outcome.kind === 'refused') throw new Error(outcome.en)
      return outcome.exemption.id
    }
    const deciding = (id: number, verdict: Verdict = 'approve', who: Staff = 'lead', at = now) =>
      decide(bank.db, scopeFor(who), id, { verdict, note: '同意' }, { now: at })
    const granted = async (target: Target = whole, until = days(30)): Promise<number> => {
      const id = await asked(target, 'officer', until)
      expect(await deciding(id)).toMatchObject({ kind: 'done' })
      return id
    }
    const ending = (id: number, takeBack: boolean, at: Date, who: Staff = 'lead2') =>
      end(bank.db, scopeFor(who), id, { reason: '整改完毕', takeBack }, { now: at })
    const hit = (differing: Partial<IssueHit> = {}) =>
      hitFor({ ruleId: rule, at: later(1).toISOString(), ...differing })
    /** As a block does it. */
    const judged = (hits: IssueHit[], clock = later(2)) =>
      bank.db.transaction((tx) => openIssuesFromHits(tx, hits, clock))
    const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
    const planned = (clock: Date, seq: number) =>
      bank.db.insert(plans).values({
        ...{ topic: 't', partition: 0, seq, fromOffset: 0, toOffset: 0, clock: clock.getTime(), ruleSet: 'r' },
      })
    /** The reconciliation, with these hits as ClickHouse would say them. */
    const differing = async (hits: IssueHit[]) => {
      const rows = (text: string) =>
        text.includes('GROUP BY what')
          ? [...Map.groupBy(hits, (each) => each.ruleId)].map(([what, all]) => ({ what, n: all.length }))
          : hits.map((each) => ({
              hit_id: each.hitId,
              rule_id: each.ruleId,
              subject: each.subject,
              at_ms: Date.parse(each.at),
              trigger_id: each.triggerId,
            }))
      const lane = { query: async (text: string) => rows(text) } as unknown as Parameters<typeof issueHitsOf>[0]['lane']
      const erased = { events: [], hits: [], deadLetters: [], months: [] }
      const found = await issueHitsOf({ db: bank.db, lane, reach: [{ topic: 't', partition: 0, seq: 1 }], erased })
      return found.filter(({ expected, found: there, hits: named }) => expected !== there || (named?.length ?? 0) > 0)
    }

    describe('asking', () => {
      test.each([
        [{ ...whole, rule: 'small.none' }, 'officer', 'no-rule'],
        [{ ...whole, rule: 'small.watched' }, 'officer', 'opens-nothing'],
        [{ ...whole, orgunit: 'b02' }, 'manager', 'not-yours'],
        [{ ...whole, orgunit: 'b09' }, 'officer', 'no-unit'],
        [{ kind: 'staff', rule, orgunit: 'b01', value: ' ' }, 'officer', 'no-value'],
        [{ kind: 'outlet', rule, orgunit: 'b01', value: 'b02-s01' }, 'officer', 'not-yours'],
        [{ kind: 'staff', rule, orgunit: 'b01-s01', value: staff.manager[0] }, 'manager', 'concerned'],
        [whole, 'executive', 'not-permitted'],
        [{ kind: 'issue', issue: 'i_none' }, 'officer', 'no-issue'],
      ] as [Target, Staff, string][])('%j by %s is refused as %s', async (target, who, code) => {
        expect(await asking(target, who)).toMatchObject({ kind: 'refused', code })
      })
      test('bounded: not in the past, at most 180 days', async () => {
        expect(await asking(whole, 'officer', now)).toMatchObject({ code: 'not-future' })
        expect(await asking(whole, 'officer', new Date(Number.NaN))).toMatchObject({ code: 'not-future' })
        expect(await asking(whole, 'officer', days(180))).toMatchObject({ kind: 'done' })
        expect(await asking(whole, 'officer', new Date(days(180).getTime() + 1))).toMatchObject({ code: 'too-long' })
      })
      test('reason and evidence are needed', async () => {
        const about = { target: whole, until: days(1) }
        const by = (reason: string, evidence: string) =>
          propose(bank.db, scopeFor('officer'), { ...about, reason, evidence }, { now })
        expect(await by(' ', 'x')).toMatchObject({ code: 'no-reason' })
        expect(await by('x', ' ')).toMatchObject({ code: 'no-evidence' })
      })
    })

    describe('four eyes', () => {
      test('not who asked, not below a lead, not who is concerned, not outside the subtree; once', async () => {
        const own = await asked(whole, 'lead')
        expect(await deciding(own, 'approve', 'lead')).toMatchObject({ code: 'own' })
        expect(await deciding(own, 'approve', 'officer')).toMatchObject({ code: 'not-permitted' })
        expect(await deciding(own, 'approve', 'manager2')).toMatchObject({ code: 'not-found' })
        expect(await deciding(own, 'withdraw', 'lead2')).toMatchObject({ code: 'not-proposer' })
        expect(await deciding(own, 'approve', 'lead2')).toMatchObject({ kind: 'done' })
        expect(await deciding(own, 'refuse', 'lead2')).toMatchObject({ code: 'over' })
        // Who it is about does not even see it.
        const about = await asked({ kind: 'staff', rule, orgunit: 'hq', value: staff.lead[0] })
        expect(await deciding(about, 'approve', 'lead')).toMatchObject({ code: 'not-found' })
        expect(await listExemptions(bank.db, scopeFor('lead'), { now })).toHaveLength(1)
      })
      test('who acted around the subject meanwhile does not decide', async () => {
        const id = await asked({ kind: 'subject', rule, orgunit: 'b01', value: 'app-x' })
        await judged([hit({ subject: 'app-x', actor: staff.lead[0] })])
        expect(await deciding(id, 'approve', 'lead')).toMatchObject({ code: 'concerned' })
        expect(await deciding(id, 'approve', 'lead2')).toMatchObject({ kind: 'done' })
      })
      test('the table itself refuses an approval by who asked', async () => {
        const id = await asked()
        const itself = bank.db
          .update(exemptions)
          .set({ state: 'approved', since: now, decidedBy: staff.officer[0] })
          .where(eq(exemptions.id, id))
        await expect(itself).rejects.toThrow()
      })
      test('everybody at once: one decision', async () => {
        const id = await asked()
        const tries = (['lead', 'lead2', 'officer', 'lead', 'lead2'] as Staff[]).map((who) =>
          deciding(id, 'approve', who),
        )
        const done = (await Promise.all(tries)).filter(({ kind }) => kind === 'done')
        expect(done).toHaveLength(1)
        const steps = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'exemption-approve'))
        expect(steps).toHaveLength(1)
      })
    })

    describe('what it covers', () => {
      test('hits are kept with it and open nothing; told with number and money; reconciled', async () => {
        const id = await granted()
        const hits = [hit({ amount: 300 }), hit({ amount: null }), hit({ orgunit: 'b02', amount: 7 })]
        expect((await judged(hits)).opened).toHaveLength(1)
        expect(await findExemption(bank.db, scopeFor('officer'), id)).toMatchObject({ hits: 2, amount: 300 })
        expect(
          await exemptionOfHits(
            bank.db,
            hits.map(({ hitId }) => hitId),
          ),
        ).toEqual(new Map([hits[0]!, hits[1]!].map(({ hitId }) => [hitId, id])))
        expect(await differing(hits)).toEqual([])
        // One lost of those kept would be told.
        await bank.db.delete(exemptHits).where(eq(exemptHits.hitId, hits[0]!.hitId))
        expect(await differing(hits)).toMatchObject([{ what: rule, expected: 3, found: 2 }])
      })
      test.each([
        ['subject', 'app-1', { subject: 'app-1' }, { subject: 'app-2' }],
        ['staff', 'A1', { actor: 'A1' }, { actor: null }],
        ['outlet', 'b01-s01-o1', {}, { orgunit: 'b01-s01-o2' }],
        ['outlet', 'b01-s01', {}, { orgunit: 'b01-s02' }],
      ] as [Exclude<Target['kind'], 'rule' | 'issue'>, string, Partial<IssueHit>, Partial<IssueHit>][])(
        'for a %s %s and no other',
        async (kind, value, within, without) => {
          await granted({ kind, rule, orgunit: 'b01', value })
          expect((await judged([hit(within)])).opened).toHaveLength(0)
          expect((await judged([hit(without)])).opened).toHaveLength(1)
        },
      )
      test('for a partner: that of the trigger', async () => {
        await granted({ kind: 'partner', rule, orgunit: 'b01', value: 'p1' })
        const of = (partner: string, id: string) =>
          hit({
            triggerId: `core#${id}`,
            copies: [{ source: 'core', id, type: 'loan', time: 0, subject: 's', orgunit: 'b01', data: { partner } }],
          })
        expect((await judged([of('p1', 'e1')])).opened).toHaveLength(0)
        expect((await judged([of('p2', 'e2')])).opened).toHaveLength(1)
      })
      test('neither another rule nor a stricter class', async () => {
        await granted()
        expect((await judged([hit({ ruleId: 'small.slow' })])).opened).toHaveLength(1)
        expect((await judged([hit({ class: 'money-laundering' })])).opened).toHaveLength(1)
      })
      test('hits before it was approved, and from its end on, open issues', async () => {
        const id = await asked()
        expect((await judged([hit()])).opened).toHaveLength(1)
        await deciding(id, 'approve', 'lead', later(5))
        const at = (moment: Date) => hit({ at: moment.toISOString() })
        expect((await judged([at(later(4))], later(10))).opened).toHaveLength(1)
        expect((await judged([at(later(6))], later(10))).opened).toHaveLength(0)
        // What is found only later goes by its own time.
        expect((await judged([at(new Date(days(30).getTime() - 1))], days(40))).opened).toHaveLength(0)
        expect((await judged([at(days(30))], days(40))).opened).toHaveLength(1)
      })
      test('a refusal changes nothing', async () => {
        const id = await asked()
        await deciding(id, 'refuse')
        expect((await judged([hit()])).opened).toHaveLength(1)
      })
      test('one refuted is not counted any more', async () => {
        const id = await granted()
        const kept = hit({ amount: 5 })
        await judged([kept])
        await bank.db.transaction((tx) => withdrawHits(tx, [kept.hitId], later(3)))
        expect(await findExemption(bank.db, scopeFor('officer'), id)).toMatchObject({ hits: 0, amount: 0 })
        expect(await differing([])).toEqual([])
      })
      test('who is about a hit does not find it in the list', async () => {
        const id = await granted()
        await judged([hit({ actor: staff.officer2[0] }), hit()])
        expect(await exemptHitsOf(bank.db, scopeFor('officer'), id)).toHaveLength(2)
        expect(await exemptHitsOf(bank.db, scopeFor('officer2'), id)).toHaveLength(1)
        expect(await exemptHitsOf(bank.db, scopeFor('manager2'), id)).toEqual([])
      })
    })

    describe('a block done again gives the same', () => {
      test('one planned before the approval does not know of it, whenever it is done', async () => {
        const id = await asked()
        // A clock ahead of ours: its hits are at times after the approval.
        await planned(later(3), 1)
        await deciding(id, 'approve', 'lead', now)
        expect((await judged([hit({ at: later(3).toISOString() })], later(3))).opened).toHaveLength(1)
        expect((await judged([hit({ at: later(4).toISOString() })], later(4))).opened).toHaveLength(0)
      })
      test('one planned before it was ended keeps to it', async () => {
        const id = await granted()
        await planned(later(8), 2)
        expect(await ending(id, false, later(5))).toMatchObject({ kind: 'done' })
        expect((await judged([hit({ at: later(8).toISOString() })], later(8))).opened).toHaveLength(0)
        expect((await judged([hit({ at: later(9).toISOString() })], later(9))).opened).toHaveLength(1)
        // Of before the end, found after it.
        expect((await judged([hit({ at: later(7).toISOString() })], later(20))).opened).toHaveLength(0)
      })
      test('done twice, nothing happens twice', async () => {
        await granted()
        const hits = [hit({ amount: 1 })]
        await judged(hits)
        await judged(hits)
        expect(await bank.db.select().from(exemptHits)).toHaveLength(1)
        const steps = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'exempt-hits'))
        expect(steps).toHaveLength(1)
      })
    })

    test('taken back, what it covered opens issues, each once', async () => {
      const id = await granted()
      const hits = [hit({ subject: 'app-t' }), hit({ subject: 'app-t' })]
      await judged(hits)
      expect(await ending(id, true, later(5), 'officer')).toMatchObject({ code: 'not-permitted' })
      expect(await ending(id, false, later(5))).toMatchObject({ kind: 'done' })
      expect(await bank.db.select().from(issues)).toHaveLength(0)
      expect(await ending(id, true, later(6))).toMatchObject({ kind: 'done' })
      expect(await bank.db.select().from(issues)).toMatchObject([{ subject: 'app-t', hits: 2, state: 'open' }])
      expect(await ending(id, true, later(7))).toMatchObject({ code: 'over' })
      await judged(hits, later(9))
      expect(await differing(hits)).toEqual([])
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    describe('one issue', () => {
      const opened = async (differing: Partial<IssueHit> = {}) => (await judged([hit(differing)])).opened[0]!
      const exempted = async (differing: Partial<IssueHit> = {}) => {
        const id = await opened(differing)
        const exemption = await granted({ kind: 'issue', issue: id })
        expect(await read(id)).toMatchObject({ state: 'exempted', dueAt: null })
        return { id, exemption }
      }
      test('may stay so; later hits of it are covered; at its end it is to be worked again', async () => {
        const { id, exemption } = await exempted({ subject: 'app-i' })
        await judged([hit({ subject: 'app-i', at: later(5).toISOString() })], later(6))
        expect(await read(id)).toMatchObject({ state: 'exempted', hits: 1 })
        expect(await passTime(bank.db, days(22))).toMatchObject({ told: 0, woken: [] })
        expect(await passTime(bank.db, days(24))).toMatchObject({ told: 1, woken: [] })
        expect(await passTime(bank.db, days(30))).toMatchObject({ told: 0, woken: [id] })
        expect(await read(id)).toMatchObject({ state: 'open' })
        expect((await read(id)).dueAt!.getTime()).toBeGreaterThan(days(30).getTime())
        expect(await passTime(bank.db, days(31))).toMatchObject({ woken: [] })
        const kinds = (await bank.db.select().from(issueActions).where(eq(issueActions.issueId, id))).map(
          (row) => row.kind,
        )
        expect(kinds).toEqual([
          'open',
          'exemption-propose',
          'exempt',
          'exemption-approve',
          'exempt-hits',
          'exemption-over',
        ])
        expect(await listExemptions(bank.db, scopeFor('officer'), { phase: 'over', now: days(31) })).toMatchObject([
          { id: exemption, hits: 1 },
        ])
      })
      test('renewed, it goes on', async () => {
        const { id } = await exempted()
        const again = await asked({ kind: 'issue', issue: id }, 'officer', days(60))
        await deciding(again, 'approve', 'lead', days(20))
        expect(await passTime(bank.db, days(31))).toMatchObject({ woken: [] })
        expect(await passTime(bank.db, days(60))).toMatchObject({ woken: [id] })
      })
      test('another rule, or a hit after the end, brings it back', async () => {
        const { id } = await exempted({ subject: 'app-w' })
        await judged([hit({ subject: 'app-w', ruleId: 'small.slow' })], later(9))
        expect(await read(id)).toMatchObject({ state: 'open', hits: 2 })
        const next = await exempted({ subject: 'app-v' })
        await judged([hit({ subject: 'app-v', at: days(31).toISOString() })], days(31))
        expect(await read(next.id)).toMatchObject({ state: 'open', episode: 1, hits: 2 })
      })
      test('who is concerned neither asks nor decides; who confirmed it still does not close it', async () => {
        const id = await opened({ actor: staff.lead[0] })
        expect(await asking({ kind: 'issue', issue: id }, 'lead')).toMatchObject({ code: 'no-issue' })
        const exemption = await asked({ kind: 'issue', issue: id })
        expect(await deciding(exemption, 'approve', 'lead')).toMatchObject({ code: 'not-found' })
        await act(bank.db, scopeFor('officer'), id, { kind: 'confirm' }, { now: later(1) })
        await deciding(exemption, 'approve', 'lead2')
        await ending(exemption, false, later(9))
        expect(await read(id)).toMatchObject({
          state: 'assigned',
          confirmedBy: null,
          alsoConfirmedBy: [staff.officer[0]],
        })
      })
      test('not once an order is out', async () => {
        const id = await opened()
        const exemption = await asked({ kind: 'issue', issue: id })
        await act(bank.db, scopeFor('officer'), id, { kind: 'confirm' }, { now })
        await act(
          bank.db,
          scopeFor('officer'),
          id,
          { kind: 'order', text: '补阅', answerer: staff.manager[0] },
          { now },
        )
        expect(await deciding(exemption)).toMatchObject({ code: 'wrong-state' })
        expect(await asking({ kind: 'issue', issue: id }, 'officer')).toMatchObject({ code: 'wrong-state' })
      })
      test('of money laundering: no branch sees it', async () => {
        await exempted({ class: 'money-laundering' })
        expect(await listExemptions(bank.db, scopeFor('branchOfficer'), { now })).toEqual([])
        expect(await listExemptions(bank.db, scopeFor('officer'), { now })).toHaveLength(1)
      })
    })

    test('told: who may decide, then who asked, then both before the end', async () => {
      await granted()
      await passTime(bank.db, days(25))
      await passTime(bank.db, days(26))
      const told = await bank.db
        .select({ who: notifications.personId, title: notifications.titleEn })
        .from(notifications)
        .orderBy(sql`created_at, title_en, person_id`)
      expect(told.map(({ who, title }) => `${who} ${title}`)).toEqual([
        'S010 An exemption waits for approval',
        'S011 An exemption waits for approval',
        'S001 Exemption approved',
        'S001 An exemption is about to end',
        'S010 An exemption is about to end',
      ])
    })
  },
)
