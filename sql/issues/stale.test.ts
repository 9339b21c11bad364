import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { issueActions, issueHits, issues } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act, type IssueAction } from './act.ts'
import { actOnMany } from './act-on-many.ts'
import { openIssuesFromHits } from './open.ts'
import { undo } from './undo.ts'

const now = new Date('2026-03-02T03:00:00Z')

onEachEngine('an issue that changed since it was read', [issueHits, issueActions, issues], (bank) => {
  const join = (subject: string) => bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor({ subject })], now))
  const opened = async (): Promise<string> => (await join('app-s')).opened[0]!
  const doing = (who: Staff, id: string, action: IssueAction, version?: number) =>
    act(bank.db, scopeFor(who), id, action, { now, version })
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!

  test('is left as it is, and the refusal tells who did what', async () => {
    const id = await opened()
    await doing('officer', id, { kind: 'assign' }, 1)
    await doing('lead', id, { kind: 'comment', text: '加急' }, 2)
    await join('app-s')
    const before = await read(id)
    const refused = await doing('officer2', id, { kind: 'dismiss', reason: '误报' }, 1)
    expect(refused).toMatchObject({
      code: 'stale',
      since: [
        { personId: staff.officer[0], kind: 'assign', toState: 'assigned' },
        { personId: staff.lead[0], kind: 'comment' },
        { personId: 'system', kind: 'join' },
      ],
    })
    expect(await doing('officer2', id, { kind: 'confirm' }, 3)).toMatchObject({ since: [{ kind: 'join' }] })
    expect(await read(id)).toEqual(before)
  })

  test('takes an undo no more than an action', async () => {
    const id = await opened()
    await doing('officer', id, { kind: 'assign' })
    await doing('officer2', id, { kind: 'comment', text: '见附件' })
    expect(await undo(bank.db, scopeFor('officer'), id, { now, version: 2 })).toMatchObject({
      code: 'stale',
      since: [{ personId: staff.officer2[0], kind: 'comment' }],
    })
  })

  test('of two who decide at once on the same page, one decides', async () => {
    const id = await opened()
    const outcomes = await Promise.all([
      doing('officer', id, { kind: 'confirm' }, 1),
      doing('officer2', id, { kind: 'dismiss', reason: '误报' }, 1),
    ])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({ code: 'stale' })
    expect((await read(id)).version).toBe(2)
  })

  test('is passed by in a bulk action on the rows as they were shown', async () => {
    const [id, other] = [await opened(), (await join('app-t')).opened[0]!]
    await doing('officer', id, { kind: 'assign' })
    const shown = [id, other].map((each) => ({ id: each, version: 1 }))
    const many = await actOnMany(bank.db, scopeFor('lead'), shown, { kind: 'assign' }, now)
    expect(many).toMatchObject({ done: [other], refused: [{ id, refusal: { code: 'stale' } }] })
    expect((await read(id)).assignee).toBe(staff.officer[0])
  })
})
