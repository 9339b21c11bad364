import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import type { IssueHit } from './hit.ts'
import { openIssuesFromHits } from './open.ts'
import { raised, repeatsOf } from './repeat.ts'

const day = 86_400_000
const first = Date.parse('2026-03-02T02:00:00Z')

onEachEngine('repeats', [notifications, issueHits, issueActions, issues], (bank) => {
  /** Opens an issue for a hit so many days after the first. */
  const opened = async (differing: Partial<IssueHit>, days = 0): Promise<string> => {
    const hit = hitFor({
      actor: null,
      severity: 'medium',
      ...differing,
      at: new Date(first + days * day).toISOString(),
    })
    const clock = new Date(first + days * day + 1000)
    return (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], clock))).opened[0]!
  }
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
  const doing = async (who: Staff, id: string, action: IssueAction, days = 0) =>
    expect(await act(bank.db, scopeFor(who), id, action, { now: new Date(first + days * day + 2000) })).toMatchObject({
      kind: 'done',
    })
  const partner = (name: string, subject: string): Partial<IssueHit> => ({
    subject,
    copies: [
      {
        source: 'core',
        id: subject,
        type: 'application.submitted',
        time: first,
        subject,
        orgunit: 'b01-s01-o1',
        data: { partner: name },
      },
    ],
  })

  test.each<[string, Partial<IssueHit>, Partial<IssueHit>]>([
    ['person', { actor: 'A1' }, { actor: 'A1' }],
    ['partner', partner('P1', 'one'), partner('P1', 'two')],
  ])('the same %s within 90 days of a confirmed one: one level graver, with the shorter limit', async (_, a, b) => {
    const before = await opened(a)
    await doing('officer', before, { kind: 'confirm' })
    const plain = await read(await opened({ subject: 'other', actor: 'A9' }, 90))
    const again = await read(await opened(b, 90))
    expect(again).toMatchObject({ repeatOf: before, severity: 'high' })
    expect(plain).toMatchObject({ repeatOf: null, severity: 'medium' })
    expect(again.priority).toBeGreaterThan(plain.priority)
    expect(again.dueAt!.getTime()).toBeLessThan(plain.dueAt!.getTime())
    const [record] = await bank.db.select().from(issueActions).where(eq(issueActions.issueId, again.id))
    expect(record!.detail).toMatchObject({ repeatOf: before })
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  })

  test('the same subject once the earlier one is over, and the newest of several is named', async () => {
    const [one, two] = [await opened({ actor: 'A1' }), await opened({ actor: 'A1' }, 3)]
    for (const id of [one, two]) await doing('officer', id, { kind: 'confirm' }, 4)
    expect(await read(await opened({ actor: 'A1' }, 5))).toMatchObject({ repeatOf: two })
    const own = await opened({ subject: 'mine' }, 5)
    await doing('officer', own, { kind: 'confirm' }, 5)
    await doing('officer', own, { kind: 'dismiss', reason: '误报' }, 5)
    expect(await read(await opened({ subject: 'mine' }, 6))).toMatchObject({ repeatOf: null, episode: 2 })
  })

  test.each<[string, Partial<IssueHit>, number, IssueAction | null]>([
    ['later than 90 days', { actor: 'A1' }, 91, { kind: 'confirm' }],
    ['of another rule group', { actor: 'A1', ruleGroup: 'limit' }, 1, { kind: 'confirm' }],
    ['by somebody else', { actor: 'A2' }, 1, { kind: 'confirm' }],
    ['of one nobody confirmed', { actor: 'A1' }, 1, null],
    ['of one that was dismissed', { actor: 'A1' }, 1, { kind: 'dismiss', reason: '误报' }],
    ['older than the confirmed one', { actor: 'A1' }, -1, { kind: 'confirm' }],
  ])('none: %s', async (_, differing, days, action) => {
    const before = await opened({ actor: 'A1' })
    if (action) await doing('officer', before, action)
    expect(await read(await opened(differing, days))).toMatchObject({ repeatOf: null, severity: 'medium' })
  })

  test('the gravest stays so', () => {
    expect((['low', 'medium', 'high', 'critical'] as const).map(raised)).toEqual([
      'medium',
      'high',
      'critical',
      'critical',
    ])
  })

  test('an issue shows the same by person, partner and unit, as far as the reader may see it', async () => {
    const hit = { ...partner('P1', 'one'), actor: 'A1' }
    const before = await opened(hit)
    await doing('officer', before, { kind: 'confirm' })
    await opened({ actor: 'A1', orgunit: 'b02-s01' }, 1)
    const issue = await read(await opened({ ...partner('P1', 'two'), actor: 'A1' }, 2))
    expect(await repeatsOf(bank.db, scopeFor('officer'), issue)).toEqual(
      [
        { by: 'person', value: 'A1', issues: 2, founded: 1 },
        { by: 'partner', value: 'P1', issues: 1, founded: 1 },
        { by: 'outlet', value: 'b01-s01-o1', issues: 1, founded: 1 },
      ].sort((a, b) => b.issues - a.issues || (a.value < b.value ? -1 : 1)),
    )
    expect((await repeatsOf(bank.db, scopeFor('branchOfficer'), issue))[0]).toMatchObject({ issues: 1 })
  })

  test('whether an order was answered in time is kept, and taken back with the answer', async () => {
    const id = await opened({ actor: 'A1' })
    await doing('officer', id, { kind: 'confirm' })
    await doing('officer', id, { kind: 'order', text: '整改', answerer: 'S020' })
    await doing('manager', id, { kind: 'answer', text: '已整改' }, 60)
    expect((await read(id)).answeredInTime).toBe(false)
    await doing('officer', id, { kind: 'send-back', reason: '不全' }, 60)
    await doing('manager', id, { kind: 'answer', text: '已补齐' }, 60)
    expect((await read(id)).answeredInTime).toBe(true)
  })
})
