import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { decide as decideOnExemption } from '../exemptions/decide.ts'
import { propose } from '../exemptions/propose.ts'
import { listenToNotices, type Notice } from '../live/notices.ts'
import {
  exemptHits,
  exemptions,
  type IssueState,
  issueActions,
  issueHits,
  issues,
  notifications,
} from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import { actOnMany, undoMany } from './act-on-many.ts'
import type { IssueHit } from './hit.ts'
import { merge } from './merge.ts'
import { openIssuesFromHits } from './open.ts'
import { countIssues, groupIssues, matchingIssues, queue } from './queue.ts'
import { remindFromHits } from './remind.ts'
import { issueTimeliness } from './timeliness.ts'
import { isLive, issueStates, type Transition, transitions } from './transitions.ts'
import { undo } from './undo.ts'
import { withdrawHits } from './withdraw.ts'

onEachEngine('issues', [exemptHits, exemptions, notifications, issueHits, issueActions, issues], (bank) => {
  const clock = new Date('2026-03-02T03:00:00Z')
  const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)
  const openFrom = (...hits: IssueHit[]) => bank.db.transaction((tx) => openIssuesFromHits(tx, hits, clock))
  const opened = async (hit: Partial<IssueHit> = {}): Promise<string> => (await openFrom(hitFor(hit))).opened[0]!
  const doing = (who: Staff, id: string, action: IssueAction, at = 1) =>
    act(bank.db, scopeFor(who), id, action, { now: minutes(at) })
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!

  /** Takes a fresh issue as far as `state`, by officer S001, manager S020, officer2 S002 and lead S010. */
  const taken = async (state: IssueState, hit: Partial<IssueHit> = {}): Promise<string> => {
    const id = await opened(hit)
    const path: [Staff, IssueAction][] = [
      ['officer', { kind: 'assign' }],
      ['officer', { kind: 'confirm' }],
      ['officer', { kind: 'order', text: '补阅材料', answerer: staff.manager[0] }],
      ['manager', { kind: 'answer', text: '已补阅' }],
      ['officer2', { kind: 'verify' }],
      ['lead', { kind: 'close', accountability: '通报批评', recovered: 0 }],
    ]
    if (state === 'dismissed') {
      expect(await doing('officer', id, { kind: 'dismiss', reason: '误报' })).toMatchObject({ kind: 'done' })
      return id
    }
    if (state === 'exempted') {
      const about = { target: { kind: 'issue' as const, issue: id }, reason: '割接', evidence: '函' }
      const until = minutes(1_000)
      const asked = await propose(bank.db, scopeFor('officer'), { ...about, until }, { now: clock })
      if (asked.kind === 'refused') throw new Error(asked.en)
      const verdict = { verdict: 'approve' as const, note: '同意' }
      await decideOnExemption(bank.db, scopeFor('lead'), asked.exemption.id, verdict, { now: minutes(1) })
      expect((await read(id)).state).toBe(state)
      return id
    }
    if (state === 'merged') {
      const into = await opened()
      const merged = await merge(bank.db, scopeFor('officer'), into, [{ id }], '同一事项', { now: minutes(1) })
      expect(merged).toMatchObject({ kind: 'done' })
      return id
    }
    for (const [who, action] of path) {
      if ((await read(id)).state === state) break
      expect(await doing(who, id, action)).toMatchObject({ kind: 'done' })
    }
    expect((await read(id)).state).toBe(state)
    return id
  }

  describe('opening from hits', () => {
    test('hits of one subject and group join one issue; the gravest names it', async () => {
      const first = hitFor({ subject: 'app-x', severity: 'medium', amount: 100 })
      const second = hitFor({
        subject: 'app-x',
        severity: 'critical',
        amount: 300,
        titleEn: 'Beyond authority',
        actor: 'A901',
      })
      const other = hitFor({ subject: 'app-x', ruleGroup: 'limit' })
      const { opened, joined } = await openFrom(first, second, other)
      expect([opened.length, joined.length]).toEqual([2, 0])
      const issue = (await bank.db.select().from(issues).where(eq(issues.ruleGroup, 'issuance')))[0]!
      expect(issue).toMatchObject({
        hits: 2,
        severity: 'critical',
        amount: 300,
        titleEn: 'Beyond authority',
        actors: ['A900', 'A901'],
        state: 'open',
        // 03:00Z is 11:00 in Shanghai; critical issues are to be taken within one working hour.
        dueAt: new Date('2026-03-02T04:00:00Z'),
      })
    })

    test('the same hits again change nothing, whatever else comes with them', async () => {
      const hits = [hitFor({ subject: 'app-a' }), hitFor({ subject: 'app-b' })]
      await openFrom(...hits)
      const before = await bank.db.select().from(issues)
      expect(await openFrom(...hits)).toEqual({ opened: [], joined: [] })
      expect(await bank.db.select().from(issues)).toEqual(before)
      expect(await openFrom(...hits, hits[0]!, hitFor({ subject: 'app-a' }))).toMatchObject({
        opened: [],
        joined: [before.find((i) => i.subject === 'app-a')!.id],
      })
      expect((await read(before.find((i) => i.subject === 'app-a')!.id)).hits).toBe(2)
    })

    test('an issue that is over is not woken: the next hit opens the next episode', async () => {
      const id = await taken('dismissed', { subject: 'app-e' })
      const { opened } = await openFrom(hitFor({ subject: 'app-e' }))
      expect(opened).toHaveLength(1)
      expect(opened[0]).not.toBe(id)
      expect(await read(opened[0]!)).toMatchObject({ episode: 2, state: 'open', hits: 1 })
      expect(await doing('lead', id, { kind: 'reopen', reason: '复查' })).toMatchObject({ code: 'newer-episode' })
    })

    test('records and reminding steps open nothing; reminding steps tell the actor or the unit', async () => {
      const hits = [
        hitFor({ opens: 'record' }),
        hitFor({ step: 'remind-1', actor: staff.manager[0] }),
        hitFor({ opens: 'remind', actor: 'nobody' }),
      ]
      expect(await openFrom(...hits)).toEqual({ opened: [], joined: [] })
      const remind = () => bank.db.transaction((tx) => remindFromHits(tx, hits, clock))
      expect(await remind()).toBe(2)
      expect(await remind()).toBe(0)
      const told = await bank.db.select({ personId: notifications.personId }).from(notifications)
      expect(told.map((row) => row.personId).sort()).toEqual([staff.manager[0], null])
    })

    test('a withdrawn hit stays on its issue, counted out', async () => {
      const kept = hitFor({ subject: 'app-w', amount: 100 })
      const refuted = hitFor({ subject: 'app-w', amount: 900 })
      const id = (await openFrom(kept, refuted)).opened[0]!
      const withdraw = () => bank.db.transaction((tx) => withdrawHits(tx, [refuted.hitId, 'unknown'], minutes(5)))
      expect(await withdraw()).toEqual([id])
      expect(await read(id)).toMatchObject({ hits: 1, withdrawn: 1, amount: 100, state: 'open' })
      expect(await withdraw()).toEqual([])
      expect(await bank.db.select().from(issueHits)).toHaveLength(2)
    })

    test('two thousand hits in one block', async () => {
      const hits = Array.from({ length: 2000 }, (_, i) => hitFor({ subject: `bulk-${i % 1500}` }))
      const { opened } = await openFrom(...hits)
      expect(opened).toHaveLength(1500)
      expect(await countIssues(bank.db, scopeFor('officer'), {})).toBe(1500)
    })
  })

  describe('the way of an issue', () => {
    test('open to closed by the right people, each step with its limit', async () => {
      const id = await taken('closed')
      expect(await read(id)).toMatchObject({
        state: 'closed',
        assignee: 'S001',
        confirmedBy: 'S001',
        answeredBy: 'S020',
        verifiedBy: 'S002',
        closedBy: 'S010',
        dueAt: null,
        accountability: '通报批评',
      })
      const kinds = await bank.db.select({ kind: issueActions.kind }).from(issueActions).orderBy(issueActions.seq)
      expect(kinds.map((row) => row.kind)).toEqual(['open', 'assign', 'confirm', 'order', 'answer', 'verify', 'close'])
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 7 })
    })

    // Every action from every state, by somebody who may do it: exactly the transitions of the table succeed.
    const samples: Record<keyof typeof transitions, IssueAction> = {
      assign: { kind: 'assign', to: 'S002' },
      confirm: { kind: 'confirm' },
      dismiss: { kind: 'dismiss', reason: 'r' },
      order: { kind: 'order', text: 't', answerer: 'S020' },
      answer: { kind: 'answer', text: 't' },
      'send-back': { kind: 'send-back', reason: 'r' },
      verify: { kind: 'verify' },
      close: { kind: 'close', accountability: 'a', recovered: 1 },
      reopen: { kind: 'reopen', reason: 'r' },
      snooze: { kind: 'snooze', until: minutes(600) },
      wake: { kind: 'wake' },
      escalate: { kind: 'escalate', reason: 'r' },
      comment: { kind: 'comment', text: 't' },
    }
    test.each(issueStates)('from %s exactly the transitions of the table are open', async (state) => {
      for (const [kind, transition] of Object.entries(transitions) as [keyof typeof transitions, Transition][]) {
        const id = await taken(state)
        if (kind === 'wake')
          await bank.db
            .update(issues)
            .set({ snoozedUntil: minutes(600) })
            .where(eq(issues.id, id))
        const outcome = await doing(kind === 'answer' ? 'manager' : 'lead2', id, samples[kind], 2)
        if (transition.from.includes(state)) {
          expect(outcome, `${kind} from ${state}`).toMatchObject({
            kind: 'done',
            issue: { state: transition.to ?? state },
          })
        } else expect(outcome, `${kind} from ${state}`).toMatchObject({ kind: 'refused', code: 'wrong-state' })
      }
    })

    test('send-back returns to the answerer, who is told and may answer again', async () => {
      const id = await taken('answered')
      await bank.db.delete(notifications)
      expect(await doing('officer', id, { kind: 'send-back', reason: '证据不足' })).toMatchObject({ kind: 'done' })
      expect(await bank.db.select().from(notifications)).toMatchObject([{ kind: 'send-back', personId: 'S020' }])
      expect(await doing('manager', id, { kind: 'answer', text: '补充' })).toMatchObject({ kind: 'done' })
    })

    test('a stale page is refused', async () => {
      const id = await opened()
      const at = { now: minutes(1), version: 1 }
      expect(await act(bank.db, scopeFor('officer'), id, { kind: 'assign' }, at)).toMatchObject({ kind: 'done' })
      expect(await act(bank.db, scopeFor('officer2'), id, { kind: 'assign' }, at)).toMatchObject({ code: 'stale' })
    })

    test('texts that are asked for must be there', async () => {
      const id = await opened()
      expect(await doing('officer', id, { kind: 'dismiss', reason: ' ' })).toMatchObject({ code: 'no-reason' })
      expect(await doing('officer', id, { kind: 'comment', text: '' })).toMatchObject({ code: 'no-text' })
      expect(await doing('officer', id, { kind: 'snooze', until: clock })).toMatchObject({ code: 'not-future' })
      expect((await read(id)).version).toBe(1)
    })

    test('a notice goes out when the action is committed', async () => {
      const heard: Notice[] = []
      const stop = await listenToNotices(bank, (notice) => heard.push(notice))
      const id = await opened()
      await doing('officer', id, { kind: 'confirm' })
      await expect.poll(() => heard).toEqual([{ kind: 'issue', id, version: 2, state: 'confirmed' }])
      await stop()
    })
  })

  describe('four eyes, by identity', () => {
    test('who confirmed does not close, who answered does not verify, send back or close', async () => {
      const id = await opened()
      await doing('lead', id, { kind: 'confirm' })
      await doing('lead', id, { kind: 'order', text: 't', answerer: staff.manager[0] })
      await doing('manager', id, { kind: 'answer', text: 't' })
      await bank.db.update(issues).set({ answeredBy: 'S002' }).where(eq(issues.id, id))
      expect(await doing('officer2', id, { kind: 'verify' })).toMatchObject({ code: 'answered-it' })
      expect(await doing('officer2', id, { kind: 'send-back', reason: 'r' })).toMatchObject({ code: 'answered-it' })
      await doing('officer', id, { kind: 'verify' })
      expect(await doing('lead', id, { kind: 'close', accountability: 'a', recovered: 0 })).toMatchObject({
        code: 'confirmed-it',
      })
      await bank.db.update(issues).set({ answeredBy: 'S011' }).where(eq(issues.id, id))
      expect(await doing('lead2', id, { kind: 'close', accountability: 'a', recovered: 0 })).toMatchObject({
        code: 'answered-it',
      })
    })

    test('the person concerned does not see the issue, is not given it, and after the order only answers', async () => {
      const id = await opened({ actor: 'S002' })
      expect(await doing('officer2', id, { kind: 'confirm' })).toMatchObject({ code: 'not-found' })
      expect(await doing('lead', id, { kind: 'assign', to: 'S002' })).toMatchObject({ code: 'person-concerned' })
      await doing('officer', id, { kind: 'confirm' })
      expect(await countIssues(bank.db, scopeFor('officer2'), {})).toBe(0)
      await doing('officer', id, { kind: 'order', text: '说明', answerer: 'S002' })
      expect(await countIssues(bank.db, scopeFor('officer2'), {})).toBe(1)
      expect(await doing('officer2', id, { kind: 'answer', text: '说明如下' })).toMatchObject({ kind: 'done' })
      expect(await doing('officer2', id, { kind: 'verify' })).toMatchObject({ code: 'concerned' })
      expect(await doing('officer2', id, { kind: 'escalate', reason: 'r' })).toMatchObject({ code: 'concerned' })
    })

    test('those who acted in the evidence are concerned, not only the trigger’s actor', async () => {
      const event = {
        source: 'core',
        id: 'e',
        type: 'review.completed',
        time: 0,
        subject: 's',
        orgunit: 'b01',
        data: { actor: 'S001' },
      }
      const id = await opened({ actor: null, copies: [event] })
      expect(await doing('officer', id, { kind: 'confirm' })).toMatchObject({ code: 'not-found' })
      expect(await doing('officer2', id, { kind: 'confirm' })).toMatchObject({ kind: 'done' })
    })

    test('only who was ordered to answers', async () => {
      const id = await taken('rectification-ordered')
      expect(await doing('officer', id, { kind: 'answer', text: 't' })).toMatchObject({ code: 'not-answerer' })
    })

    test('an order goes to a manager above the unit or to the person concerned, never elsewhere', async () => {
      const id = await taken('confirmed')
      const order = (answerer: string) => doing('officer', id, { kind: 'order', text: 't', answerer })
      expect(await order('S021')).toMatchObject({ code: 'no-such-person' })
      expect(await order('S030')).toMatchObject({ code: 'no-such-person' })
      expect(await order('nobody')).toMatchObject({ code: 'no-such-person' })
      expect(await order('S020')).toMatchObject({ kind: 'done' })
    })
  })

  describe('who sees and may do what', () => {
    test('own subtree only; money laundering at the head office only; administrators nothing', async () => {
      await openFrom(
        hitFor({ subject: 'one', orgunit: 'b01-s01-o1' }),
        hitFor({ subject: 'two', orgunit: 'b02-s01' }),
        hitFor({ subject: 'three', orgunit: 'b01', class: 'money-laundering' }),
        hitFor({ subject: 'four', orgunit: 'b011' }),
      )
      const seen = async (who: Staff) =>
        (await queue(bank.db, scopeFor(who), { filter: {}, order: 'newest', limit: 10 })).issues
          .map((i) => i.subject)
          .sort()
      expect(await seen('officer')).toEqual(['four', 'one', 'three', 'two'])
      expect(await seen('branchOfficer')).toEqual(['one'])
      expect(await seen('manager')).toEqual(['one'])
      expect(await seen('manager2')).toEqual(['two'])
      expect(await seen('admin')).toEqual([])
      expect(await seen('auditor')).toHaveLength(4)
    })

    test.each([
      ['manager', { kind: 'confirm' }],
      ['executive', { kind: 'comment', text: 't' }],
      ['auditor', { kind: 'dismiss', reason: 'r' }],
      ['ruleOwner', { kind: 'assign' }],
      ['officer', { kind: 'assign', to: 'S002' }],
    ] as [Staff, IssueAction][])('%s may not %o', async (who, action) => {
      const id = await opened()
      expect(await doing(who, id, action)).toMatchObject({ kind: 'refused', code: 'not-permitted' })
    })

    test('an officer may not close, a stranger does not learn that the issue exists', async () => {
      const id = await taken('verified')
      expect(await doing('officer', id, { kind: 'close', accountability: 'a', recovered: 0 })).toMatchObject({
        code: 'not-permitted',
      })
      expect(await doing('manager2', id, { kind: 'comment', text: 't' })).toMatchObject({ code: 'not-found' })
    })

    test('a money-laundering issue is not given to a branch', async () => {
      const id = await opened({ class: 'money-laundering' })
      expect(await doing('lead', id, { kind: 'assign', to: 'S003' })).toMatchObject({ code: 'no-such-person' })
      await doing('officer', id, { kind: 'confirm' })
      const order: IssueAction = { kind: 'order', text: 't', answerer: staff.manager[0] }
      expect(await doing('officer', id, order)).toMatchObject({ code: 'no-such-person' })
    })

    test('an issue that turns into money laundering leaves the branch that was to answer, and goes to another', async () => {
      const id = await taken('rectification-ordered', { subject: 'app-turned' })
      const answer: IssueAction = { kind: 'answer', text: 't' }
      await openFrom(hitFor({ subject: 'app-turned', class: 'money-laundering' }))
      expect(await countIssues(bank.db, scopeFor('manager'), {})).toBe(0)
      expect(await doing('manager', id, answer)).toMatchObject({ code: 'not-found' })
      const again: IssueAction = { kind: 'order', text: 't', answerer: 'A900' }
      expect(await doing('officer', id, again)).toMatchObject({ code: 'no-such-person' })
      expect(await countIssues(bank.db, scopeFor('auditor'), {})).toBe(1)
    })

    test('an order not answered yet can be given to somebody else, who alone may answer then', async () => {
      const id = await taken('rectification-ordered')
      await openFrom(hitFor({ subject: (await read(id)).subject, actor: staff.officer2[0] }))
      const again: IssueAction = { kind: 'order', text: '说明', answerer: staff.officer2[0] }
      expect(await doing('officer', id, again)).toMatchObject({ kind: 'done' })
      expect(await doing('manager', id, { kind: 'answer', text: 't' })).toMatchObject({ code: 'not-answerer' })
      expect(await doing('officer2', id, { kind: 'answer', text: 't' })).toMatchObject({ kind: 'done' })
    })
  })

  describe('taking back', () => {
    test('puts everything back but the version, and the chain keeps both', async () => {
      const id = await opened()
      const before = await read(id)
      await doing('officer', id, { kind: 'dismiss', reason: '误报' })
      expect(await undo(bank.db, scopeFor('officer'), id, { now: minutes(2) })).toMatchObject({ kind: 'done' })
      expect(await read(id)).toEqual({ ...before, version: 3 })
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound', actions: 3 })
    })

    test('not once the next episode is open: an issue lives once', async () => {
      const id = await taken('dismissed', { subject: 'app-undo' })
      await openFrom(hitFor({ subject: 'app-undo' }))
      expect(await undo(bank.db, scopeFor('officer'), id, { now: minutes(2) })).toMatchObject({
        code: 'newer-episode',
      })
    })

    test('not after two minutes, not another’s, not twice, not once somebody came after', async () => {
      const id = await opened()
      const undoing = (who: Staff, at: number) => undo(bank.db, scopeFor(who), id, { now: minutes(at) })
      await doing('officer', id, { kind: 'assign' }, 1)
      expect(await undoing('officer', 4)).toMatchObject({ code: 'nothing-to-undo' })
      expect(await undoing('officer2', 2)).toMatchObject({ code: 'nothing-to-undo' })
      expect(await undoing('officer', 2)).toMatchObject({ kind: 'done' })
      expect(await undoing('officer', 2)).toMatchObject({ code: 'nothing-to-undo' })
      await doing('officer', id, { kind: 'assign' }, 2)
      await doing('officer2', id, { kind: 'comment', text: 't' }, 2)
      expect(await undoing('officer', 2)).toMatchObject({ code: 'nothing-to-undo' })
    })

    test('bulk: each on its own, and back again', async () => {
      const ids = [await opened(), await taken('dismissed'), await opened({ actor: 'S001' })]
      const result = await actOnMany(
        bank.db,
        scopeFor('officer'),
        ids.map((id) => ({ id })),
        { kind: 'assign' },
        minutes(1),
      )
      expect(result.done).toEqual([ids[0]])
      expect(result.refused.map((one) => one.refusal.code)).toEqual(['wrong-state', 'not-found'])
      expect((await undoMany(bank.db, scopeFor('officer'), result.done, minutes(2))).done).toEqual([ids[0]])
      expect((await read(ids[0]!)).state).toBe('open')
    })

    test('bulk: more than one piece, in the order asked, and the chain stays whole', async () => {
      const ids = (await openFrom(...Array.from({ length: 600 }, () => hitFor()))).opened
      const read = ids.map((id) => ({ id, version: id === ids[300] ? 7 : 1 }))
      const result = await actOnMany(bank.db, scopeFor('officer'), read, { kind: 'assign' }, minutes(1))
      expect(result.done).toEqual(ids.filter((id) => id !== ids[300]))
      expect(result.refused).toMatchObject([{ id: ids[300], refusal: { code: 'stale' } }])
      expect((await undoMany(bank.db, scopeFor('officer'), result.done, minutes(2))).done).toEqual(result.done)
      expect(await countIssues(bank.db, scopeFor('officer'), { states: ['open'] })).toBe(600)
      expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    })
  })

  describe('the queue', () => {
    test('pages by any order meet every issue once', async () => {
      const hits = Array.from({ length: 57 }, (_, i) =>
        hitFor({
          severity: (['low', 'medium', 'high', 'critical'] as const)[i % 4],
          amount: i % 5 === 0 ? null : (i % 3) * 1000,
        }),
      )
      await openFrom(...hits)
      for (const order of ['priority', 'due', 'newest', 'amount'] as const) {
        const seen: string[] = []
        let cursor: string | null = null
        do {
          const page = await queue(bank.db, scopeFor('officer'), { filter: {}, order, limit: 10, cursor })
          seen.push(...page.issues.map((issue) => issue.id))
          cursor = page.next
        } while (cursor !== null)
        expect(new Set(seen).size, order).toBe(57)
        const all = await matchingIssues(bank.db, scopeFor('officer'), { filter: {}, order, limit: 100 })
        expect(seen, order).toEqual(all.map(({ id }) => id))
      }
      const byPriority = await queue(bank.db, scopeFor('officer'), { filter: {}, order: 'priority', limit: 3 })
      expect(byPriority.issues.map((issue) => issue.severity)).toEqual(['critical', 'critical', 'critical'])
    })

    test('a cursor that is not ours starts from the beginning', async () => {
      await opened()
      const cursors = [
        'x',
        '',
        Buffer.from('["1; drop table issues","a"]').toString('base64url'),
        Buffer.from('[null,"a"]').toString('base64url'),
      ]
      for (const cursor of cursors) {
        const page = await queue(bank.db, scopeFor('officer'), { filter: {}, order: 'priority', limit: 5, cursor })
        expect(page.issues).toHaveLength(1)
      }
    })

    test('filters, words and groups', async () => {
      await openFrom(
        hitFor({
          subject: 'car-1',
          product: 'car',
          severity: 'high',
          titleZh: '超权限审批',
          titleEn: 'Beyond authority',
          amount: 700,
        }),
        hitFor({ subject: 'car-2', product: 'car', severity: 'low', amount: 50 }),
        hitFor({ subject: 'home-1', product: 'home', orgunit: 'b02-s01', severity: 'high', amount: null }),
      )
      const officer = scopeFor('officer')
      const n = (filter: Parameters<typeof countIssues>[2]) => countIssues(bank.db, officer, filter)
      const words = (...texts: string[]) => texts.map((text) => ({ by: 'words' as const, text }))
      expect(await n({ product: 'car' })).toBe(2)
      expect(await n({ severities: ['high'], orgunit: 'b01' })).toBe(1)
      expect(await n({ terms: words('权限', 'car-1') })).toBe(1)
      expect(await n({ terms: words('BEYOND') })).toBe(1)
      expect(await n({ terms: words('100%') })).toBe(0)
      expect(await n({ terms: words('A900') })).toBe(3)
      expect(await n({ assignee: 'none', live: true })).toBe(3)
      expect(await n({ rule: 'issuance.approval-unread' })).toBe(3)
      expect(await groupIssues(bank.db, officer, {}, 'product', clock)).toEqual([
        { value: 'car', issues: 2, amount: 750 },
        { value: 'home', issues: 1, amount: 0 },
      ])
      expect(await groupIssues(bank.db, officer, {}, 'branch', clock)).toMatchObject([
        { value: 'b01', issues: 2 },
        { value: 'b02', issues: 1 },
      ])
    })

    test('snoozed ones sleep until their time; overdue ones are counted', async () => {
      const id = await opened()
      await doing('officer', id, { kind: 'snooze', until: minutes(120) })
      expect(await countIssues(bank.db, scopeFor('officer'), { awakeAt: minutes(60) })).toBe(0)
      expect(await countIssues(bank.db, scopeFor('officer'), { awakeAt: minutes(120) })).toBe(1)
      await taken('dismissed')
      const timeliness = (now: Date) => issueTimeliness(bank.db, scopeFor('officer'), {}, { now, soonMs: 3_600_000 })
      const { dueAt } = await read(id)
      expect(await timeliness(clock)).toEqual({ live: 1, overdue: 0, dueSoon: 0, over: 1 })
      expect(await timeliness(dueAt!)).toEqual({ live: 1, overdue: 0, dueSoon: 1, over: 1 })
      expect(await timeliness(new Date(dueAt!.getTime() + 1))).toEqual({ live: 1, overdue: 1, dueSoon: 0, over: 1 })
    })

    test('isLive names the states with a limit', () => {
      expect(issueStates.filter(isLive)).toHaveLength(6)
    })
  })
})
