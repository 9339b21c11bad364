import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { issues } from '../postgres/schema.ts'
import { hitFor, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act } from './act.ts'
import { dueGroups, type IssueGroup, issueGroups } from './dimensions.ts'
import { openIssuesFromHits } from './open.ts'
import { countIssues, groupIssues, queue } from './queue.ts'

/** A Monday. */
const now = new Date('2026-03-02T11:00:00+08:00')
const officer = scopeFor('officer')

onEachEngine('groups of the queue', [], (bank) => {
  beforeAll(async () => {
    const due: Record<string, string | null> = {
      overdue: '2026-03-02T10:59:59+08:00',
      today: '2026-03-02T17:30:00+08:00',
      next: '2026-03-03T17:30:00+08:00',
      later: '2026-03-04T09:00:00+08:00',
      none: null,
    }
    await bank.db.transaction((tx) =>
      openIssuesFromHits(
        tx,
        Object.keys(due).flatMap((subject, i) => [
          hitFor({ subject, orgunit: i < 2 ? 'b01-s01-o1' : 'b02', ruleId: 'one', amount: 100 }),
          ...(i === 0 ? [hitFor({ subject, orgunit: 'b01-s01-o1', ruleId: 'two', amount: 900 })] : []),
        ]),
        now,
      ),
    )
    for (const [subject, dueAt] of Object.entries(due))
      await bank.db
        .update(issues)
        .set({ dueAt: dueAt === null ? null : new Date(dueAt) })
        .where(eq(issues.subject, subject))
    const [first] = await bank.db.select().from(issues).where(eq(issues.subject, 'next'))
    await act(bank.db, officer, first!.id, { kind: 'comment', text: '已联系' }, { now })
    await bank.db.update(issues).set({ assignee: staff.officer[0] }).where(eq(issues.subject, 'next'))
  })

  const counts = async (by: IssueGroup) =>
    Object.fromEntries((await groupIssues(bank.db, officer, {}, by, now)).map((row) => [row.value, row.issues]))

  test('by when they are due: each working day on its own', async () => {
    expect(await counts('due')).toEqual({ ...Object.fromEntries(dueGroups.map((each) => [each, 1])), null: 1 })
    for (const value of [...dueGroups, null]) {
      const { issues } = await queue(bank.db, officer, {
        filter: { within: { by: 'due', value, now } },
        order: 'priority',
        limit: 9,
      })
      expect(issues.map((issue) => issue.subject)).toEqual([value ?? 'none'])
    }
  })

  test('an issue of two rules is in both groups, and each knows the whole amount', async () => {
    expect(await groupIssues(bank.db, officer, {}, 'rule', now)).toEqual([
      { value: 'one', issues: 5, amount: 1300 },
      { value: 'two', issues: 1, amount: 900 },
    ])
  })

  test('nobody is a group of its own', async () => {
    expect(await counts('assignee')).toEqual({ null: 4, [staff.officer[0]]: 1 })
  })

  test.each(issueGroups)('by %s, a group holds as many as its count says', async (by) => {
    const groups = await groupIssues(bank.db, officer, {}, by, now)
    expect(groups.length).toBeGreaterThan(0)
    for (const { value, issues } of groups)
      expect([value, await countIssues(bank.db, officer, { within: { by, value, now } })]).toEqual([value, issues])
  })

  test('only what the person may see is counted', async () => {
    expect(await groupIssues(bank.db, scopeFor('branchOfficer'), {}, 'branch', now)).toMatchObject([
      { value: 'b01', issues: 2 },
    ])
  })
})
