import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { issues, orgUnits, qualityDraws, qualitySamples } from '../postgres/schema.ts'
import { hitFor, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act } from './act.ts'
import { openIssuesFromHits } from './open.ts'
import { groupIssues, matchingIssues } from './queue.ts'
import type { IssueTerm } from './term.ts'

/** A Monday. */
const now = new Date('2026-03-02T11:00:00+08:00')
const officer = scopeFor('officer')
const at = (text: string) => new Date(text)

onEachEngine('what is written into the search box', [], (bank) => {
  beforeAll(async () => {
    const hits = [
      hitFor({ subject: 'app-1', orgunit: 'b01-s01-o1', ruleId: 'limit.burst', severity: 'critical', amount: 900_00 }),
      hitFor({ subject: 'app-12', orgunit: 'b01', ruleId: 'limit.night', severity: 'low', amount: null }),
      hitFor({ subject: 'app_3', orgunit: 'b02', ruleId: 'consent.none', severity: 'high', product: 'car' }),
    ]
    await bank.db.transaction((tx) => openIssuesFromHits(tx, hits, now))
    const set = (subject: string, values: Partial<typeof issues.$inferInsert>) =>
      bank.db.update(issues).set(values).where(eq(issues.subject, subject))
    await set('app-1', { dueAt: at('2026-03-02T10:00:00+08:00'), actors: ['A1'], partners: ['pt-1'], amount: 900_00 })
    await set('app-12', { dueAt: at('2026-03-02T14:00:00+08:00'), actors: ['A2'], partners: [], amount: null })
    await set('app_3', { dueAt: null, actors: [], partners: ['pt-2'], amount: 50_00, titleZh: '无授权 查询' })
    await set('app-12', { assignee: staff.officer[0], state: 'assigned' })
    await bank.db.update(orgUnits).set({ zh: '滨江分行', en: 'Riverside' }).where(eq(orgUnits.id, 'b01'))
  })

  const found = async (...terms: IssueTerm[]): Promise<string[]> => {
    const matching = await matchingIssues(bank.db, officer, { filter: { terms }, order: 'priority', limit: 9 })
    const rows = await bank.db.select({ id: issues.id, subject: issues.subject }).from(issues)
    return matching.map(({ id }) => rows.find((row) => row.id === id)!.subject).toSorted()
  }

  test.each<[string, IssueTerm, string[]]>([
    ['words', { by: 'words', text: '授权 查' }, ['app_3']],
    ['a sign of patterns is a letter', { by: 'words', text: 'app_' }, ['app_3']],
    ['a subject as a whole', { by: 'subject', values: ['app-1'] }, ['app-1']],
    ['what a subject begins with', { by: 'subject', values: ['app-1*'] }, ['app-1', 'app-12']],
    ['a rule by id', { by: 'rule', values: ['limit.burst'] }, ['app-1']],
    ['rules by a part of the library', { by: 'rule', values: ['limit.*'] }, ['app-1', 'app-12']],
    ['a rule by words of its title', { by: 'rule', values: ['授权'] }, ['app_3']],
    ['a unit with all below it', { by: 'unit', values: ['b01'] }, ['app-1', 'app-12']],
    ['a unit by name', { by: 'unit', values: ['滨江'] }, ['app-1', 'app-12']],
    ['the head office', { by: 'unit', values: ['hq'] }, ['app-1', 'app-12', 'app_3']],
    ['nobody’s', { by: 'owner', values: [null] }, ['app-1', 'app_3']],
    ['somebody’s', { by: 'owner', values: [staff.officer[0]!] }, ['app-12']],
    ['states', { by: 'state', values: ['assigned', 'closed'] }, ['app-12']],
    ['severities', { by: 'severity', values: ['high', 'critical'] }, ['app-1', 'app_3']],
    ['products', { by: 'product', values: ['car'] }, ['app_3']],
    ['amounts', { by: 'amount', bounds: [{ compare: '>', value: 50_00 }] }, ['app-1']],
    ['due before', { by: 'due', bounds: [{ compare: '<', value: at('2026-03-02T14:00:00+08:00') }] }, ['app-1']],
    ['due in groups', { by: 'due-group', values: ['today', null], now }, ['app-12', 'app_3']],
    ['opened', { by: 'opened', bounds: [{ compare: '>=', value: at('2026-03-03T00:00:00+08:00') }] }, []],
    ['partners', { by: 'partner', values: ['pt-2', 'pt-9'] }, ['app_3']],
    ['what a partner begins with', { by: 'partner', values: ['pt-*'] }, ['app-1', 'app_3']],
    ['staff', { by: 'staff', values: ['A2'] }, ['app-12']],
    ['nothing', { by: 'nothing' }, []],
  ])('%s, and all the others when it must not hold', async (_, term, subjects) => {
    expect(await found(term)).toEqual(subjects)
    // Also those without an amount, a limit or an owner.
    const others = ['app-1', 'app-12', 'app_3'].filter((each) => !subjects.includes(each))
    expect(await found({ ...term, negated: true })).toEqual(others)
  })

  test('all of them hold together', async () => {
    const limit: IssueTerm = { by: 'rule', values: ['limit.*'] }
    expect(await found(limit, { by: 'severity', values: ['low'], negated: true })).toEqual(['app-1'])
  })

  test('of what one has still to judge blind neither state nor owner is told, said or denied', async () => {
    const [one] = await bank.db.select().from(issues).where(eq(issues.subject, 'app-1'))
    await act(bank.db, scopeFor('lead'), one!.id, { kind: 'dismiss', reason: '已核实' }, { now })
    const dismissed: IssueTerm = { by: 'state', values: ['dismissed'] }
    expect(await found(dismissed)).toEqual(['app-1'])
    await bank.db
      .insert(qualityDraws)
      .values({ period: '2026-02', drawnAt: now, shares: { all: 0.05, strata: {} }, decisions: 1, drawn: 1 })
    await bank.db.insert(qualitySamples).values({
      ...{ id: `2026-02:${one!.id}`, period: '2026-02', issueId: one!.id, stratum: 'limit/critical' },
      ...{ ruleIds: one!.ruleIds, orgunit: one!.orgunit, class: one!.class, severity: one!.severity },
      ...{ firstBy: staff.lead[0], first: 'dismissed', drawnFor: 'share', reviewer: officer.personId },
    })
    expect(await found(dismissed)).toEqual([])
    expect(await found({ ...dismissed, negated: true })).toEqual(['app-12', 'app_3'])
    expect(await found({ by: 'owner', values: [null] })).toEqual(['app_3'])
    expect(await found({ by: 'subject', values: ['app-1'] })).toEqual(['app-1'])
    const having = async (assignee: string) =>
      (await groupIssues(bank.db, officer, { assignee }, 'severity', now)).length
    expect(await having(staff.lead[0])).toBe(0)
    for (const by of ['state', 'assignee'] as const) {
      const values = (await groupIssues(bank.db, officer, {}, by, now)).map(({ value }) => value)
      expect([by, values.filter((value) => value === 'dismissed' || value === staff.lead[0])]).toEqual([by, []])
    }
  })
})
