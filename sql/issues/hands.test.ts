import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import type { IssueHit } from './hit.ts'
import { merge } from './merge.ts'
import { openIssuesFromHits } from './open.ts'
import { type ByHand, openByHand } from './open-by-hand.ts'
import { countIssues, queue } from './queue.ts'
import { split } from './split.ts'
import { splitBack } from './split-back.ts'
import { withdrawHits } from './withdraw.ts'

/** What people make of issues besides working on them: opened by hand, merged, split. */
onEachEngine('by people’s hands', [notifications, issueHits, issueActions, issues], (bank) => {
  const clock = new Date('2026-03-02T03:00:00Z')
  const on = (version?: number) => ({ now: new Date('2026-03-02T03:01:00Z'), version })
  const openFrom = (...hits: IssueHit[]) => bank.db.transaction((tx) => openIssuesFromHits(tx, hits, clock))
  const opened = async (...hits: IssueHit[]): Promise<string> => (await openFrom(...hits)).opened[0]!
  const doing = (who: Staff, id: string, action: IssueAction) => act(bank.db, scopeFor(who), id, action, on())
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
  const given: ByHand = {
    title: '凭证缺页',
    account: '检查发现三份凭证缺页',
    source: 'inspection',
    stage: 'branch',
    class: 'operational',
    severity: 'medium',
    orgunit: 'b01-s01-o1',
    subject: 'x-1',
    amount: 20_000_000,
    actors: ['A7'],
  }
  const written = (who: Staff, differing: Partial<ByHand> = {}) =>
    openByHand(bank.db, scopeFor(who), { ...given, ...differing }, clock)
  const codeOf = (outcome: object) => ('code' in outcome ? outcome.code : 'done')

  describe('opened by hand', () => {
    test('it has a limit, a record and a place in the queue, and goes the way of any issue', async () => {
      const outcome = await written('branchOfficer')
      if (outcome.kind !== 'done') throw new Error(outcome.code)
      const { id } = outcome.issue
      await openFrom(hitFor())
      expect(await read(id)).toMatchObject({
        origin: 'person',
        source: 'inspection',
        hits: 0,
        // Medium: one working day, until closing time.
        dueAt: new Date('2026-03-03T09:30:00Z'),
        // 30 for its severity, 4 for 200,000 yuan.
        priority: 34,
      })
      const mine = await queue(bank.db, scopeFor('officer'), {
        filter: { byHand: true },
        order: 'priority',
        limit: 9,
        cursor: null,
      })
      expect(mine.issues.map((issue) => issue.id)).toEqual([id])
      expect(await countIssues(bank.db, scopeFor('manager2'), { byHand: true })).toBe(0)
      const path: [Staff, IssueAction][] = [
        ['officer', { kind: 'confirm' }],
        ['officer', { kind: 'order', text: '补齐凭证', answerer: staff.manager[0] }],
        ['manager', { kind: 'answer', text: '已补齐' }],
        ['officer2', { kind: 'verify' }],
        ['lead', { kind: 'close', accountability: '通报', recovered: 0 }],
      ]
      for (const [who, action] of path) expect(await doing(who, id, action)).toMatchObject({ kind: 'done' })
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('a second one of the same subject, and hits of it, are issues of their own', async () => {
      const first = await written('officer')
      const second = await written('officer')
      if (first.kind !== 'done' || second.kind !== 'done') throw new Error('refused')
      expect(second.issue.id).not.toBe(first.issue.id)
      expect((await openFrom(hitFor({ subject: given.subject }))).opened).toHaveLength(1)
    })

    test('who opened it does not close it', async () => {
      const outcome = await written('lead')
      if (outcome.kind !== 'done') throw new Error(outcome.code)
      const { id } = outcome.issue
      await doing('officer', id, { kind: 'confirm' })
      await doing('officer', id, { kind: 'order', text: 't', answerer: staff.manager[0] })
      await doing('manager', id, { kind: 'answer', text: 't' })
      await doing('officer2', id, { kind: 'verify' })
      const close: IssueAction = { kind: 'close', accountability: 'a', recovered: 0 }
      expect(codeOf(await doing('lead', id, close))).toBe('confirmed-it')
      expect(codeOf(await doing('lead2', id, close))).toBe('done')
    })

    test('only by those who work on issues, only within their units, and not about themselves', async () => {
      const refused = await Promise.all([
        written('manager'),
        written('auditor'),
        written('branchOfficer', { orgunit: 'b02' }),
        written('branchOfficer', { orgunit: 'hq' }),
        written('officer', { orgunit: 'b99' }),
        written('branchOfficer', { class: 'money-laundering' }),
        written('officer', { actors: ['A7', 'S001'] }),
        written('officer', { title: ' ' }),
        written('officer', { subject: ' ' }),
        written('officer', { stage: 'constructor' }),
        written('officer', { title: '题'.repeat(121) }),
        written('officer', { account: '述'.repeat(4001) }),
        written('officer', { subject: 'x'.repeat(129) }),
        written('officer', { actors: ['A'.repeat(129)] }),
        written('officer', { actors: Array.from({ length: 21 }, (_, n) => `A${n}`) }),
      ])
      expect(refused.map(codeOf)).toEqual([
        'not-permitted',
        'not-permitted',
        'no-such-unit',
        'no-such-unit',
        'no-such-unit',
        'not-permitted',
        'concerned',
        'no-text',
        'no-subject',
        'no-text',
        'title-too-long',
        'account-too-long',
        'name-too-long',
        'name-too-long',
        'too-many-concerned',
      ])
      expect(await bank.db.select().from(issues)).toEqual([])
      const about = await written('officer', { actors: ['S002'] })
      if (about.kind !== 'done') throw new Error(about.code)
      expect(codeOf(await doing('officer2', about.issue.id, { kind: 'confirm' }))).toBe('not-found')
    })
  })

  const hitsOf = async (id: string): Promise<string[]> =>
    (await bank.db.select().from(issueHits).where(eq(issueHits.issueId, id))).map((hit) => hit.hitId).sort()
  const merging = (who: Staff, into: string, others: string[], version?: number) =>
    merge(
      bank.db,
      scopeFor(who),
      into,
      others.map((id) => ({ id })),
      '同一事项',
      on(version),
    )
  const back = (who: Staff, id: string) => splitBack(bank.db, scopeFor(who), id, '并错了', on())
  const steps = (who: Staff, id: string, ...actions: IssueAction[]) =>
    actions.reduce(async (before, action) => {
      await before
      expect(await doing(who, id, action)).toMatchObject({ kind: 'done' })
    }, Promise.resolve())
  const order: IssueAction = { kind: 'order', text: 't', answerer: staff.manager[0] }
  const close: IssueAction = { kind: 'close', accountability: 'a', recovered: 0 }

  describe('merged', () => {
    test('hits, staff concerned, unit and clock are united; later hits of either key join the leading one', async () => {
      const [a, b] = [
        hitFor({ subject: 'm1', actor: 'A1' }),
        hitFor({ subject: 'm2', actor: 'A2', severity: 'critical' }),
      ]
      const [first, second] = [await opened(a), await opened({ ...b, orgunit: 'b01-s02' })]
      expect(await merging('officer', first, [second])).toMatchObject({ kind: 'done' })
      expect(await read(first)).toMatchObject({
        state: 'open',
        hits: 2,
        severity: 'critical',
        orgunit: 'b01',
        actors: ['A1', 'A2'],
        dueAt: new Date('2026-03-02T04:00:00Z'),
        version: 2,
      })
      expect(await read(second)).toMatchObject({ state: 'merged', mergedInto: first, hits: 0, dueAt: null, version: 2 })
      const later = [hitFor({ subject: 'm1', actor: 'A3' }), hitFor({ subject: 'm2', actor: 'A4' })]
      expect(await openFrom(...later)).toEqual({ opened: [], joined: [first] })
      expect(await read(first)).toMatchObject({ hits: 4, actors: ['A1', 'A2', 'A3', 'A4'] })
      // Done again it changes nothing.
      expect(await openFrom(...later)).toEqual({ opened: [], joined: [] })
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('split back each stands as before, with its own hits and those that came meanwhile', async () => {
      const [a, b] = [
        hitFor({ subject: 'm1', actor: 'A1' }),
        hitFor({ subject: 'm2', actor: 'A2', severity: 'critical' }),
      ]
      const [first, second] = [await opened(a), await opened({ ...b, orgunit: 'b01-s02' })]
      await steps('officer', second, { kind: 'confirm' })
      const before = [await read(first), await read(second)]
      await merging('officer', first, [second])
      expect(await back('officer2', first)).toMatchObject({ kind: 'done' })
      for (const [i, id] of [first, second].entries())
        expect(await read(id)).toEqual({ ...before[i], weighAt: expect.any(Date), version: before[i]!.version + 2 })
      expect([await hitsOf(first), await hitsOf(second)]).toEqual([[a.hitId], [b.hitId]])
      expect(codeOf(await back('officer', first))).toBe('nothing-merged')

      await merging('officer', first, [second])
      const later = hitFor({ subject: 'm2', actor: 'A4' })
      await openFrom(later, hitFor({ subject: 'm1', actor: 'A3' }))
      await withdrawHits(bank.db, [b.hitId], clock)
      await back('officer', first)
      expect(await read(second)).toMatchObject({ state: 'confirmed', hits: 1, withdrawn: 1, actors: ['A2', 'A4'] })
      expect(await hitsOf(second)).toEqual([b.hitId, later.hitId].sort())
      expect((await read(first)).hits).toBe(2)
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('split back, who is concerned by a hit that came meanwhile still may not touch it', async () => {
      const [first, second] = [
        await opened(hitFor({ subject: 'm1', actor: 'A1' })),
        await opened(hitFor({ subject: 'm2', actor: 'S003' })),
      ]
      await merging('officer', first, [second])
      // Concerned by the merged one already, so that this hit changes nothing of the whole.
      await openFrom(hitFor({ subject: 'm1', actor: 'S003' }))
      await back('officer', first)
      expect((await read(first)).actors).toEqual(['A1', 'S003'])
      for (const kind of ['confirm', 'verify'] as const)
        expect(codeOf(await doing('branchOfficer', first, { kind }))).toBe('not-found')
    })

    test('split back, each is as strict as the hits that came meanwhile, and no stricter', async () => {
      const pair = async (n: string) => {
        const both = [
          await opened(hitFor({ subject: `${n}-1` })),
          await opened(hitFor({ subject: `${n}-2`, class: 'money-laundering' })),
        ] as const
        await merging('officer', both[0], [both[1]])
        expect((await read(both[0])).class).toBe('money-laundering')
        return both
      }
      const [first] = await pair('a')
      await openFrom(hitFor({ subject: 'a-1', class: 'money-laundering' }))
      await back('officer', first)
      expect((await read(first)).class).toBe('money-laundering')
      expect(codeOf(await doing('branchOfficer', first, { kind: 'confirm' }))).toBe('not-found')
      const [other, strict] = await pair('b')
      await openFrom(hitFor({ subject: 'b-1' }), hitFor({ subject: 'b-2' }))
      await back('officer', other)
      expect([(await read(other)).class, (await read(strict)).class]).toEqual(['operational', 'money-laundering'])

      // Of a hit from before its class was kept nobody knows: it may have been what made the whole strict.
      const [unknown] = await pair('c')
      await openFrom(hitFor({ subject: 'c-1' }))
      await bank.db.update(issueHits).set({ class: null })
      await back('officer', unknown)
      expect((await read(unknown)).class).toBe('money-laundering')
    })

    test('split back, what became graver meanwhile has the shorter limit', async () => {
      const [first, second] = [
        await opened(hitFor({ subject: 'm1' })),
        await opened(hitFor({ subject: 'm2', severity: 'critical' })),
      ]
      await steps('officer', first, { kind: 'snooze', until: new Date('2026-03-05T03:00:00Z') })
      await merging('officer', first, [second])
      await openFrom(hitFor({ subject: 'm1', severity: 'critical' }))
      await back('officer', first)
      expect(await read(first)).toMatchObject({
        severity: 'critical',
        dueAt: new Date('2026-03-02T04:00:00Z'),
        snoozedUntil: null,
      })
    })

    test('split back, who had it has it again and it sleeps on, unless somebody took it up meanwhile', async () => {
      const until = new Date('2026-03-05T03:00:00Z')
      const pair = async (about = 'A2'): Promise<string> => {
        const [first, second] = [await opened(hitFor()), await opened(hitFor({ actor: about, orgunit: 'b02' }))]
        // Of branch b01, and so not fit for what spans both branches.
        await steps('branchOfficer', first, { kind: 'assign' }, { kind: 'snooze', until })
        await merging('officer', first, [second])
        expect(await read(first)).toMatchObject({ assignee: 'S001', snoozedUntil: null })
        return first
      }
      const first = await pair()
      await back('officer', first)
      expect(await read(first)).toMatchObject({ assignee: 'S003', snoozedUntil: until })

      const taken = await pair()
      await steps('officer', taken, { kind: 'assign' })
      await back('officer', taken)
      expect(await read(taken)).toMatchObject({ assignee: 'S001', snoozedUntil: null })

      const concerned = await pair('S003')
      const { subject } = await read(concerned)
      await openFrom(hitFor({ subject, actor: 'S003' }))
      await back('officer', concerned)
      expect(await read(concerned)).toMatchObject({ assignee: 'S001', snoozedUntil: null, actors: ['A900', 'S003'] })
    })

    test('who confirmed one of them closes none of it, and who is concerned by one sees nothing of it', async () => {
      const [first, second] = [await opened(hitFor()), await opened(hitFor({ actor: 'S003' }))]
      await steps('lead', second, { kind: 'confirm' })
      await merging('officer', first, [second])
      expect(codeOf(await doing('branchOfficer', first, { kind: 'comment', text: 't' }))).toBe('not-found')
      await steps('officer', first, { kind: 'confirm' }, order)
      await steps('manager', first, { kind: 'answer', text: 't' })
      await steps('officer2', first, { kind: 'verify' })
      expect(codeOf(await doing('lead', first, close))).toBe('confirmed-it')
      await steps('lead2', first, close)
      // The leading one is over: what is found later is a new episode, and the merge cannot be taken back any more.
      expect(codeOf(await back('officer', first))).toBe('wrong-state')
      const { subject } = await read(second)
      expect((await openFrom(hitFor({ subject }))).opened).toHaveLength(1)
    })

    test('a merged one does not come back beside a newer episode of itself', async () => {
      const [first, second] = [await opened(hitFor()), await opened(hitFor({ subject: 'm2' }))]
      await merging('officer', first, [second])
      await steps('officer', first, { kind: 'dismiss', reason: 'r' })
      await openFrom(hitFor({ subject: 'm2' }))
      await steps('lead', first, { kind: 'reopen', reason: 'r' })
      expect(codeOf(await back('officer', first))).toBe('newer-episode')
    })

    test('what cannot be merged says why and changes nothing', async () => {
      const [first, second, third] = [await opened(hitFor()), await opened(hitFor()), await opened(hitFor())]
      const elsewhere = await opened(hitFor({ orgunit: 'b02-s01' }))
      const confirmed = await opened(hitFor())
      await steps('officer2', confirmed, { kind: 'confirm' })
      const about = await opened(hitFor({ actor: 'S002' }))
      const ordered = await opened(hitFor())
      await steps('officer', ordered, { kind: 'confirm' }, order)
      const before = await bank.db.select().from(issues).orderBy(issues.id)
      const codes = [
        await merging('officer', first, []),
        await merging('officer', first, [first]),
        await merging('manager', first, [second]),
        await merging('branchOfficer', first, [elsewhere]),
        await merging('officer', first, [second], 9),
        await merge(bank.db, scopeFor('officer'), first, [{ id: second, version: 9 }], 'r', on()),
        await merge(bank.db, scopeFor('officer'), first, [{ id: second }], ' ', on()),
        await merging('officer', first, [ordered]),
        await merging('officer', ordered, [first]),
        await merging('officer', confirmed, [about]),
      ].map(codeOf)
      expect(codes).toEqual([
        'nothing-chosen',
        'nothing-chosen',
        'not-permitted',
        'not-found',
        'stale',
        'stale',
        'no-reason',
        'wrong-state',
        'wrong-state',
        'confirmed-by-concerned',
      ])
      expect(await bank.db.select().from(issues).orderBy(issues.id)).toEqual(before)
      await merging('officer', first, [second])
      expect(codeOf(await merging('officer', third, [first]))).toBe('leads-others')
    })
  })

  describe('split', () => {
    const splitting = (who: Staff, id: string, hits: string[]) =>
      split(bank.db, scopeFor(who), id, hits, '另一事项', on())

    test('hits become an issue of their own that carries on who confirmed; later ones join the old one', async () => {
      const [a, b] = [
        hitFor({ subject: 's1', actor: 'A1', severity: 'critical' }),
        hitFor({ subject: 's1', actor: 'A2', severity: 'low', amount: 100 }),
      ]
      const id = await opened(a, b)
      await steps('lead', id, { kind: 'confirm' })
      const outcome = await splitting('officer', id, [b.hitId])
      if (outcome.kind !== 'done') throw new Error(outcome.code)
      const own = outcome.issue.id
      expect(await read(own)).toMatchObject({
        state: 'open',
        severity: 'low',
        actors: ['A2'],
        hits: 1,
        amount: 100,
        alsoConfirmedBy: ['S010'],
        // Four hours, of what it was part of: a low one alone would have two days.
        dueAt: new Date('2026-03-02T07:01:00Z'),
      })
      expect(await read(id)).toMatchObject({ state: 'confirmed', severity: 'critical', hits: 1, actors: ['A1', 'A2'] })
      expect(await openFrom(hitFor({ subject: 's1' }))).toEqual({ opened: [], joined: [id] })
      await steps('officer', own, { kind: 'confirm' }, order)
      await steps('manager', own, { kind: 'answer', text: 't' })
      await steps('officer2', own, { kind: 'verify' })
      expect(codeOf(await doing('lead', own, close))).toBe('confirmed-it')
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })

    test('merging puts it back, and it can be split again', async () => {
      const [a, b] = [hitFor({ subject: 's1' }), hitFor({ subject: 's1' })]
      const id = await opened(a, b)
      const once = await splitting('officer', id, [b.hitId])
      if (once.kind !== 'done') throw new Error(once.code)
      await merging('officer', id, [once.issue.id])
      expect(await hitsOf(id)).toEqual([a.hitId, b.hitId].sort())
      expect(codeOf(await splitting('officer', id, [b.hitId]))).toBe('leads-others')
      await back('officer', id)
      expect(await hitsOf(once.issue.id)).toEqual([b.hitId])
    })

    test('what cannot be split says why', async () => {
      const [a, b] = [hitFor({ subject: 's1' }), hitFor({ subject: 's1' })]
      const id = await opened(a, b)
      const codes = [
        await splitting('officer', id, []),
        await splitting('officer', id, [a.hitId, b.hitId]),
        await splitting('officer', id, ['h-none']),
        await splitting('manager', id, [a.hitId]),
        await splitting('manager2', id, [a.hitId]),
        await split(bank.db, scopeFor('officer'), id, [a.hitId], '', on()),
        await split(bank.db, scopeFor('officer'), id, [a.hitId], 'r', on(9)),
      ].map(codeOf)
      expect(codes).toEqual([
        'nothing-chosen',
        'none-left-behind',
        'no-such-hit',
        'not-permitted',
        'not-found',
        'no-reason',
        'stale',
      ])
      expect((await hitsOf(id)).length).toBe(2)
    })
  })
})
