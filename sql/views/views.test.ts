import { expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { issueActions, savedViews } from '../postgres/schema.ts'
import { type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { changeView, deleteView, saveView } from './keep.ts'
import { viewsOf } from './list.ts'
import { longestName, mostViews } from './refusal.ts'

onEachEngine('saved views', [savedViews, issueActions], (bank) => {
  const now = new Date('2026-03-02T03:00:00Z')
  const save = (who: Staff, name: string, shared = false, query = 'severity=critical') =>
    saveView(bank.db, scopeFor(who), { page: 'issues', name, query, shared }, { now })
  const saved = async (who: Staff, name: string, shared = false): Promise<string> => {
    const outcome = await save(who, name, shared)
    if (outcome.kind === 'refused') throw new Error(outcome.en)
    return outcome.view.id
  }
  const seen = async (who: Staff) => (await viewsOf(bank.db, scopeFor(who), 'issues')).map((view) => view.name)

  test('a view is its owner’s alone until it is shared, and again when it is taken back', async () => {
    const id = await saved('branchOfficer', '分行重大')
    expect([await seen('branchOfficer'), await seen('manager'), await seen('officer')]).toEqual([['分行重大'], [], []])
    await changeView(bank.db, scopeFor('branchOfficer'), id, { shared: true }, { now })
    expect(await seen('manager')).toEqual(['分行重大'])
    await changeView(bank.db, scopeFor('branchOfficer'), id, { shared: false }, { now })
    expect(await seen('manager')).toEqual([])
  })

  test('shared goes down the subtree of the unit: not up, not beside', async () => {
    await saved('branchOfficer', 'of b01', true)
    await saved('officer', 'of hq', true)
    expect(await seen('manager')).toEqual(['of b01', 'of hq'])
    expect(await seen('manager2')).toEqual(['of hq'])
    expect(await seen('officer2')).toEqual(['of hq'])
  })

  test('one’s own come first, each with its owner', async () => {
    await saved('lead', 'a', true)
    await saved('officer', 'z')
    expect(await viewsOf(bank.db, scopeFor('officer'), 'issues')).toMatchObject([
      { name: 'z', own: true, sharedWith: null, query: 'severity=critical' },
      { name: 'a', own: false, sharedWith: 'hq', owner: { id: staff.lead[0] } },
    ])
  })

  test('only the owner renames, shares or deletes', async () => {
    const id = await saved('officer', 'mine', true)
    const other = scopeFor('officer2')
    expect(await changeView(bank.db, other, id, { name: 'theirs' }, { now })).toMatchObject({ code: 'not-found' })
    expect(await deleteView(bank.db, other, id, { now })).toMatchObject({ code: 'not-found' })
    expect(await seen('officer')).toEqual(['mine'])
    expect(await deleteView(bank.db, scopeFor('officer'), id, { now })).toMatchObject({ kind: 'kept' })
    expect(await seen('officer')).toEqual([])
  })

  test('names: needed, short, one of each; somebody else may use the same', async () => {
    const id = await saved('officer', ' 我的  视图 ')
    expect(await seen('officer')).toEqual(['我的 视图'])
    expect(await save('officer', '我的 视图')).toMatchObject({ code: 'name-taken' })
    expect(await save('officer2', '我的 视图')).toMatchObject({ kind: 'kept' })
    expect(await save('officer', '  ')).toMatchObject({ code: 'no-name' })
    expect(await save('officer', '长'.repeat(longestName + 1))).toMatchObject({ code: 'long-name' })
    await saved('officer', 'second')
    const rename = (name: string) => changeView(bank.db, scopeFor('officer'), id, { name }, { now })
    expect(await rename('second')).toMatchObject({ code: 'name-taken' })
    expect(await rename('我的 视图')).toMatchObject({ kind: 'kept' })
  })

  test('as many at once as you like: one of a name, and never more than the most', async () => {
    const same = await Promise.all(Array.from({ length: 6 }, () => save('officer', 'once')))
    expect(same.filter((outcome) => outcome.kind === 'kept')).toHaveLength(1)
    await Promise.all(Array.from({ length: mostViews + 5 }, (_, i) => save('officer', `v${i}`)))
    expect(await seen('officer')).toHaveLength(mostViews)
    expect(await save('officer', 'one more')).toMatchObject({ code: 'too-many' })
  })

  test('every step is on record', async () => {
    const id = await saved('officer', 'a')
    await changeView(bank.db, scopeFor('officer'), id, { name: 'b', query: 'mine=1', shared: true }, { now })
    await deleteView(bank.db, scopeFor('officer'), id, { now })
    const steps = await bank.db.select().from(issueActions).orderBy(issueActions.seq)
    expect(steps.map(({ kind, detail }) => [kind, detail.name, detail.query, detail.sharedWith])).toEqual([
      ['view-save', 'a', 'severity=critical', null],
      ['view-change', 'b', 'mine=1', 'hq'],
      ['view-delete', 'b', 'mine=1', 'hq'],
    ])
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  })
})
