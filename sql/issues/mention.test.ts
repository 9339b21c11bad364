import { and, eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { maySeeIssue, visibleIssues } from '../access/predicates.ts'
import { issueActions, issueHits, issues, notifications, people } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { act } from './act.ts'
import type { IssueHit } from './hit.ts'
import { colleaguesOn, mostMentioned } from './mention.ts'
import { openIssuesFromHits } from './open.ts'

const now = new Date('2026-03-02T03:00:00Z')
const everybody = Object.keys(staff) as Staff[]

onEachEngine('mentions', [notifications, issueHits, issueActions, issues], (bank) => {
  beforeEach(async () => {
    await bank.db.update(people).set({ active: true })
  })

  const opened = async (hit: Partial<IssueHit> = {}): Promise<string> => {
    const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(hit)], now))
    return opened[0]!
  }
  const read = async (id: string) => (await bank.db.select().from(issues).where(eq(issues.id, id)))[0]!
  const comment = (who: Staff, id: string, mentions: string[]) =>
    act(bank.db, scopeFor(who), id, { kind: 'comment', text: '@ 请看', mentions }, { now })
  const told = async () =>
    (await bank.db.select().from(notifications)).map(({ kind, personId }) => `${kind} ${personId}`).sort()

  test('each who is mentioned is told once, the writer is not', async () => {
    const id = await opened()
    const [me, lead, manager] = [staff.officer[0], staff.lead[0], staff.manager[0]]
    expect(await comment('officer', id, [lead, manager, lead, me])).toMatchObject({ kind: 'done' })
    expect(await told()).toEqual([`mention ${lead}`, `mention ${manager}`])
    const [record] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'comment'))
    expect(record!.detail.mentions).toEqual([lead, manager, lead, me])
  })

  test.each<[string, Staff, Partial<IssueHit>]>([
    ['of another branch', 'manager2', {}],
    ['without the right to read issues', 'admin', {}],
    ['whom it concerns', 'officer2', { actor: staff.officer2[0] }],
    ['of the branch, where it is about money laundering', 'branchOfficer', { class: 'money-laundering' }],
  ])('somebody %s is not told, nothing is written, and the list does not offer them', async (_, who, hit) => {
    const id = await opened(hit)
    const [personId] = staff[who]
    expect(await comment('officer', id, [staff.lead[0], personId])).toMatchObject({ code: 'not-mentionable' })
    expect(await told()).toEqual([])
    expect((await read(id)).version).toBe(1)
    const offered = (await colleaguesOn(bank.db, scopeFor('officer'), await read(id))).map((each) => each.id)
    expect(offered).toContain(staff.lead[0])
    expect(offered).not.toContain(personId)
    expect(offered).not.toContain(staff.officer[0])
  })

  test('nobody who left, nobody unknown, and not everybody at once', async () => {
    const id = await opened()
    await bank.db.update(people).set({ active: false }).where(eq(people.id, staff.lead[0]))
    expect(await comment('officer', id, [staff.lead[0]])).toMatchObject({ code: 'not-mentionable' })
    expect(await comment('officer', id, ['nobody'])).toMatchObject({ code: 'not-mentionable' })
    const many = Array.from({ length: mostMentioned + 1 }, (_, i) => `p${i}`)
    expect(await comment('officer', id, many)).toMatchObject({ code: 'too-many-mentioned' })
  })

  test('both forms of the rules give the same answer, for everybody and every issue', async () => {
    const ids = [
      await opened(),
      await opened({ orgunit: 'b02' }),
      await opened({ class: 'money-laundering' }),
      await opened({ actor: staff.manager[0] }),
      await opened({ actor: staff.officer[0] }),
    ]
    await bank.db.update(issues).set({ answerer: staff.manager[0] }).where(eq(issues.id, ids[3]!))
    await bank.db.update(issues).set({ answerer: staff.branchOfficer[0] }).where(eq(issues.id, ids[2]!))
    for (const who of everybody)
      for (const id of ids) {
        const inSql = await bank.db
          .select({ id: issues.id })
          .from(issues)
          .where(and(eq(issues.id, id), visibleIssues(scopeFor(who))))
        expect([who, id, maySeeIssue(scopeFor(who), await read(id))]).toEqual([who, id, inSql.length === 1])
      }
  })
})
