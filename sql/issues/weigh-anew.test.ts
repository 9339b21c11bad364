import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import { openIssuesFromHits } from './open.ts'
import { weighAnew } from './weigh-anew.ts'

// 11:00 in Shanghai, a Monday; a medium issue is to be taken until closing time of the next working day.
const clock = new Date('2026-03-02T03:00:00Z')
const minutes = (n: number) => new Date(clock.getTime() + n * 60_000)

onEachEngine('priority as the day goes on', [notifications, issueHits, issueActions, issues], (bank) => {
  const opened = async (differing: object, at = clock) =>
    (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(differing)], at))).opened[0]!
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
  const doing = async (who: Staff, id: string, action: IssueAction) =>
    expect(await act(bank.db, scopeFor(who), id, action, { now: minutes(1) })).toMatchObject({ kind: 'done' })

  test('what is due is weighed, nothing else, and nobody’s page becomes stale by it', async () => {
    const id = await opened({ amount: null })
    expect(await weighAnew(bank.db, minutes(1))).toBe(1)
    const { priority, weighAt, version } = await read(id)
    expect([priority, version]).toEqual([30, 1])
    expect(await weighAnew(bank.db, new Date(weighAt!.getTime() - 1))).toBe(0)
    expect(await weighAnew(bank.db, weighAt!)).toBe(1)
    expect(await read(id)).toMatchObject({ priority: 34, version: 1 })
    // Two days later it is long overdue; then over, it is left alone.
    await weighAnew(bank.db, minutes(2 * 1440))
    expect((await read(id)).priority).toBe(42)
    await doing('officer', id, { kind: 'dismiss', reason: '误报' })
    expect((await read(id)).weighAt).toBeNull()
    expect(await weighAnew(bank.db, minutes(9 * 1440))).toBe(0)
  })

  test('founded issues about the same staff add to it; dismissed ones, the issue itself and old ones do not', async () => {
    // Each of a group of its own: none repeats another.
    const about = (subject: string) => ({ actor: 'A1', amount: null, subject, ruleGroup: subject })
    for (const subject of ['one', 'two']) await doing('officer', await opened(about(subject)), { kind: 'confirm' })
    await doing('officer', await opened(about('no')), { kind: 'dismiss', reason: '误报' })
    const old = await opened(about('old'), new Date('2025-11-01T03:00:00Z'))
    await doing('officer', old, { kind: 'confirm' })
    await doing('officer', await opened({ actor: 'A2', subject: 'other' }), { kind: 'confirm' })
    const id = await opened(about('new'))
    await weighAnew(bank.db, minutes(2))
    expect(await read(id)).toMatchObject({ actorRisk: 2, priority: 34 })
    await doing('officer', id, { kind: 'confirm' })
    await bank.db
      .update(issues)
      .set({ weighAt: minutes(3) })
      .where(eq(issues.id, id))
    await weighAnew(bank.db, minutes(3))
    expect((await read(id)).actorRisk).toBe(2)
  })
})
