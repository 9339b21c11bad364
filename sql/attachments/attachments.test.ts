import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import { act } from '../issues/act.ts'
import { merge } from '../issues/merge.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { attachmentParts, attachments, issueActions, issueHits, issues, notifications } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { attach } from './add.ts'
import { mostBytes, mostFiles } from './limits.ts'
import { attachmentsOf, readAttachment } from './read.ts'

const emptied = [notifications, attachmentParts, attachments, issueHits, issueActions, issues]
onEachEngine('attachments', emptied, (bank) => {
  const now = new Date('2026-03-02T03:00:00Z')
  const opened = async (hit: Parameters<typeof hitFor>[0] = {}): Promise<string> =>
    (await bank.db.transaction((tx) => openIssuesFromHits(tx, [hitFor(hit)], now))).opened[0]!
  const adding = (who: Staff, id: string, name: string, content: string | Buffer, version?: number) =>
    attach(bank.db, scopeFor(who), id, { name, content: Buffer.from(content) }, { now, version })
  const reading = (who: Staff, issueId: string, id: string) => readAttachment(bank.db, scopeFor(who), issueId, id)

  test('a file is read as it was added, and its hash stands in the chain', async () => {
    const id = await opened()
    // More than one piece, and not a multiple of it.
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_200_001, 'x')])
    const sha256 = createHash('sha256').update(content).digest('hex')
    const added = await adding('officer', id, '..\\凭证.pdf', content, 1)
    expect(added).toMatchObject({
      kind: 'attached',
      version: 2,
      attachment: { name: '凭证.pdf', type: 'pdf', sha256, bytes: content.length, purpose: 'evidence' },
    })
    const [attachment] = await attachmentsOf(bank.db, [id])
    const read = await reading('branchOfficer', id, attachment!.id)
    if (read?.kind !== 'content') throw new Error(read?.kind)
    const pieces: Uint8Array[] = []
    for await (const piece of read.pieces) pieces.push(piece)
    expect(pieces.map((piece) => piece.length)).toEqual([524_288, 524_288, content.length - 2 * 524_288])
    expect(Buffer.compare(Buffer.concat(pieces), content)).toBe(0)
    const [record] = await bank.db.select().from(issueActions).where(eq(issueActions.kind, 'attach'))
    expect(record).toMatchObject({ personId: 'S001', issueId: id, detail: { sha256, name: '凭证.pdf' } })
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
  })

  test('content changed behind the product is not handed out', async () => {
    const id = await opened()
    const added = await adding('officer', id, 'a.txt', 'as it was')
    if (added.kind !== 'attached') throw new Error(added.kind)
    await bank.db.update(attachmentParts).set({ content: Buffer.from('as it is not') })
    expect(await reading('officer', id, added.attachment.id)).toMatchObject({ kind: 'altered' })
  })

  test('the subtree and need to know decide on both ways', async () => {
    const id = await opened({ actor: 'S003' })
    const laundering = await opened({ class: 'money-laundering' })
    const codes = await Promise.all([
      adding('manager2', id, 'a.txt', 'x'),
      adding('branchOfficer', id, 'a.txt', 'x'),
      adding('branchOfficer', laundering, 'a.txt', 'x'),
      adding('auditor', id, 'a.txt', 'x'),
    ])
    expect(codes.map((each) => 'code' in each && each.code)).toEqual([
      'not-found',
      'not-found',
      'not-found',
      'not-permitted',
    ])
    const added = await adding('officer', id, 'a.txt', 'x')
    if (added.kind !== 'attached') throw new Error(added.kind)
    expect(await reading('manager2', id, added.attachment.id)).toBe(null)
    expect(await reading('branchOfficer', id, added.attachment.id)).toBe(null)
    expect(await reading('officer', laundering, added.attachment.id)).toBe(null)
    expect(await reading('manager', id, added.attachment.id)).toMatchObject({ kind: 'content' })
  })

  test('what stands on a merged issue is read at the leading one, and at no other', async () => {
    const [first, second, third] = [await opened(), await opened(), await opened()]
    const added = await adding('officer', second, 'a.txt', 'x')
    if (added.kind !== 'attached') throw new Error(added.kind)
    await merge(bank.db, scopeFor('officer'), first, [{ id: second }], '同一事项', { now })
    expect(await reading('officer', first, added.attachment.id)).toMatchObject({ kind: 'content' })
    expect(await reading('officer', third, added.attachment.id)).toBe(null)
    expect(await reading('manager2', first, added.attachment.id)).toBe(null)
  })

  test('what the answerer adds while the order stands belongs to the answer', async () => {
    const id = await opened()
    const doing = (who: Staff, action: Parameters<typeof act>[3]) => act(bank.db, scopeFor(who), id, action, { now })
    await doing('officer', { kind: 'confirm' })
    await doing('officer', { kind: 'order', text: '补阅材料', answerer: staff.manager[0] })
    expect(await adding('manager', id, 'a.txt', '1')).toMatchObject({ attachment: { purpose: 'answer' } })
    expect(await adding('officer', id, 'b.txt', '2')).toMatchObject({ attachment: { purpose: 'evidence' } })
    await doing('manager', { kind: 'answer', text: '已补阅' })
    expect(await adding('manager', id, 'c.txt', '3')).toMatchObject({ attachment: { purpose: 'evidence' } })
  })

  test('what cannot be added says why and leaves nothing', async () => {
    const id = await opened()
    const code = async (...given: [string, string | Buffer, number?]) => {
      const outcome = await adding('officer', id, ...given)
      return 'code' in outcome ? outcome.code : outcome.kind
    }
    expect(await code('a.txt', '')).toBe('file-empty')
    expect(await code('a.txt', Buffer.alloc(mostBytes + 1, 'x'))).toBe('file-too-large')
    expect(await code('a.html', '<p>')).toBe('file-type')
    expect(await code('a.pdf', '<p>')).toBe('file-type')
    expect(await code('a.txt', 'x', 7)).toBe('stale')
    expect(await bank.db.select().from(attachments)).toEqual([])
    for (let i = 0; i < mostFiles; i += 1) expect(await code(`${i}.txt`, `${i}`)).toBe('attached')
    expect(await code('again.csv', '0')).toBe('same-file')
    expect(await code('more.txt', 'more')).toBe('too-many-files')
    await act(bank.db, scopeFor('officer'), id, { kind: 'dismiss', reason: '误报' }, { now })
    expect(await code('late.txt', 'late')).toBe('wrong-state')
  })
})
