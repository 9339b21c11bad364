import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditVerify } from '../audit/verify.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { act } from '../issues/act.ts'
import type { IssueHit } from '../issues/hit.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import type { Postgres } from '../postgres/connect.ts'
import { issueActions, issueHits, issues, suspiciousReports, vault } from '../postgres/schema.ts'
import { hitFor, openBank, type Staff, scopeFor, staff } from '../test/bank.ts'
import { at, eventRow, openWarehouse } from '../test/warehouse.ts'
import { passingKeys } from '../vault/keys.ts'
import { tokenOf } from '../vault/seal.ts'
import { storePersonal } from '../vault/vault.ts'
import { yuanOf } from './money.ts'
import { readReport, reportsOf } from './read.ts'
import { type Draft, decideReport, draftReport, type Step } from './report.ts'
import { writeXml } from './xml.ts'

const keys = passingKeys()
const now = new Date('2026-03-02T03:00:00Z')
const text: Draft = {
  urgency: 'ordinary',
  suspicion: '赌博',
  grounds: '短时多笔 <大额> & 涉赌商户',
  measures: '已止付',
  conclusion: '建议报送',
}

let bank: Postgres
let clickhouse: ClickHouse
beforeAll(async () => {
  bank = await openBank()
  clickhouse = await openWarehouse()
  await storePersonal(bank.db, keys, [
    { field: 'name', value: '王小明' },
    { field: 'idNumber', value: '110101199003071234' },
    { field: 'mobile', value: '13800138000' },
  ])
  const [name, idNumber] = [tokenOf(keys, 'name', '王小明'), tokenOf(keys, 'idNumber', '110101199003071234')]
  const mobile = tokenOf(keys, 'mobile', '13800138000')
  const about = { product: 'card', channel: 'mobile', amount: 1, customer: 'C1' }
  await clickhouse.insert(
    'events',
    [
      eventRow('application.submitted', '2026-01-05 10:00', { ...about, name, idNumber, mobile }, { subject: 'app-1' }),
      eventRow('application.submitted', '2026-01-05 10:00', {
        ...about,
        customer: 'C2',
        name: tokenOf(keys, 'name', '别人'),
      }),
    ],
    { token: 'suspicious' },
  )
})
afterAll(async () => {
  await clickhouse.close()
  await bank.close()
})
beforeEach(async () => {
  for (const table of [suspiciousReports, issueHits, issueActions, issues]) await bank.db.delete(table)
})

const payment = (id: string, amount: number) => ({
  ...{
    source: 'core',
    id,
    type: 'transaction.posted',
    time: at('2026-03-01 09:00'),
    subject: 'K1',
    orgunit: 'b01-s01-o1',
  },
  data: {
    card: 'K1',
    customer: 'C1',
    amount,
    merchant: 'S<1>',
    merchantCategory: 'gambling',
    currency: 'CNY',
    actor: 'A900',
  },
})
const confirmed = async (differing: Partial<IssueHit> = {}): Promise<string> => {
  const copies = [payment('p1', 1_234_567), payment('p2', 5)]
  const hit = hitFor({
    ...{ subject: 'K1', class: 'money-laundering', copies, evidence: ['core#p1', 'core#p2'] },
    ...differing,
  })
  const { opened } = await bank.db.transaction((tx) => openIssuesFromHits(tx, [hit], now))
  await act(bank.db, scopeFor('officer'), opened[0]!, { kind: 'confirm' }, { now })
  return opened[0]!
}
const drafting = (id: string, who: Staff = 'officer', draft = text) =>
  draftReport(bank.db, scopeFor(who), id, draft, { now })
const drafted = async (id: string, who: Staff = 'officer'): Promise<number> => {
  const outcome = await drafting(id, who)
  if (outcome.kind === 'refused') throw new Error(outcome.en)
  return outcome.report.id
}
const deciding = (issue: string, id: number, step: Step, who: Staff, note = '情况属实') =>
  decideReport({ db: bank.db, clickhouse, keys }, scopeFor(who), issue, id, { step, note }, { now })
const reading = (issue: string, id: number, who: Staff) => readReport(bank.db, scopeFor(who), issue, id, { now })

describe('who', () => {
  test('drafts: of that class, confirmed, at the head office, not the one concerned, one at a time', async () => {
    const id = await confirmed()
    expect(await drafting(id, 'branchOfficer')).toMatchObject({ code: 'not-found' })
    expect(await drafting(id, 'manager')).toMatchObject({ code: 'not-found' })
    expect(await drafting(id, 'executive')).toMatchObject({ code: 'not-permitted' })
    expect(await drafting(id, 'officer', { ...text, conclusion: ' ' })).toMatchObject({ code: 'incomplete' })
    expect(await drafting(await confirmed({ subject: 'K2', class: 'conduct' }))).toMatchObject({ code: 'wrong-class' })
    expect(await drafting(await confirmed({ subject: 'K3', actor: staff.officer2[0] }), 'officer2')).toMatchObject({
      code: 'not-found',
    })
    await drafted(id)
    expect(await drafting(id, 'officer2')).toMatchObject({ code: 'open-draft' })
  })
  test('hands it over: another one who leads', async () => {
    const id = await confirmed()
    const own = await drafted(id, 'lead')
    expect(await deciding(id, own, 'hand-over', 'lead')).toMatchObject({ code: 'own' })
    expect(await deciding(id, own, 'hand-over', 'officer')).toMatchObject({ code: 'not-permitted' })
    expect(await deciding(id, own, 'hand-over', 'branchOfficer')).toMatchObject({ code: 'not-found' })
    expect(await deciding(id, own, 'withdraw', 'lead2')).toMatchObject({ code: 'not-drafter' })
    expect(await deciding(id, own, 'hand-over', 'lead2', ' ')).toMatchObject({ code: 'no-reason' })
    expect(await deciding(id, own, 'return', 'lead2')).toMatchObject({ report: { state: 'returned', content: null } })
    expect(await deciding(id, own, 'hand-over', 'lead2')).toMatchObject({ code: 'over' })
    expect(await deciding(id, await drafted(id), 'hand-over', 'lead')).toMatchObject({ kind: 'done' })
  })
  test('the table refuses a file by who drafted it', async () => {
    const id = await confirmed()
    const report = await drafted(id)
    const itself = bank.db
      .update(suspiciousReports)
      .set({ state: 'handed-over', decidedBy: staff.officer[0], content: 'x', sha256: 'y' })
      .where(eq(suspiciousReports.id, report))
    await expect(itself).rejects.toThrow()
  })
})

describe('the file', () => {
  test('names what a report has to, in exact fen and yuan, with whom it is about', async () => {
    const id = await confirmed()
    const report = await drafted(id)
    await deciding(id, report, 'hand-over', 'lead')
    const file = await reading(id, report, 'officer')
    if (file?.kind !== 'file') throw new Error('no file')
    expect(file.name).toBe(`STR-${id}-${report}.xml`)
    for (const part of [
      '<reportingInstitution label="报告机构">',
      '<name label="姓名">王小明</name>',
      '<idNumber label="证件号码">110101199003071234</idNumber>',
      '<mobile label="手机号">13800138000</mobile>',
      '<amount label="金额（元）" currency="CNY" fen="1234567">12345.67</amount>',
      '<total label="合计金额" currency="CNY" fen="1234572">12345.72</total>',
      '<counterparty label="商户">S&lt;1&gt;</counterparty>',
      '<time label="交易时间">2026-03-01T09:00:00.000+08:00</time>',
      '<analysis label="疑点分析">短时多笔 &lt;大额&gt; &amp; 涉赌商户</analysis>',
      '<measuresTaken label="已采取的措施">已止付</measuresTaken>',
      '<conclusion label="结论">建议报送</conclusion>',
      '并非监管报送接口规定的报文格式',
      '<staffId label="工号">S001</staffId>',
      '<staffId label="工号">S010</staffId>',
    ])
      expect(file.content).toContain(part)
    expect(file.content).not.toContain('tok_')
    expect(file.content).not.toContain('别人')
  })
  test('its hash is on the chain, each value revealed and each download too; no personal value is', async () => {
    const id = await confirmed()
    const report = await drafted(id)
    await deciding(id, report, 'hand-over', 'lead')
    const file = await reading(id, report, 'officer2')
    const sha256 = createHash('sha256')
      .update(file?.kind === 'file' ? file.content : '')
      .digest('hex')
    const steps = await bank.db
      .select()
      .from(issueActions)
      .where(eq(issueActions.issueId, id))
      .orderBy(issueActions.seq)
    expect(steps.map(({ kind, personId }) => `${personId} ${kind}`)).toEqual([
      'system open',
      'S001 confirm',
      'S001 report-draft',
      ...Array.from({ length: 3 }, () => 'S010 reveal'),
      'S010 report-hand-over',
      'S002 report-download',
    ])
    expect(steps.at(-2)!.detail).toMatchObject({ report, sha256 })
    expect(JSON.stringify(steps)).not.toContain('王小明')
    expect(await auditVerify(bank.db)).toMatchObject({ kind: 'sound' })
    expect(await bank.db.select().from(vault)).toHaveLength(3)
  })
  test('read by who may see the class and personal values, never by the branch; not once altered', async () => {
    const id = await confirmed()
    const report = await drafted(id)
    expect(await reading(id, report, 'officer')).toBeNull()
    await deciding(id, report, 'hand-over', 'lead')
    for (const who of ['branchOfficer', 'manager', 'manager2', 'executive', 'admin', 'auditor'] as const)
      expect(await reading(id, report, who)).toBeNull()
    expect(await reportsOf(bank.db, scopeFor('branchOfficer'), id)).toEqual([])
    expect(await reportsOf(bank.db, scopeFor('auditor'), id)).toMatchObject([{ state: 'handed-over', content: null }])
    await bank.db.update(suspiciousReports).set({ content: 'x' }).where(eq(suspiciousReports.id, report))
    expect(await reading(id, report, 'officer')).toEqual({ kind: 'altered' })
  })
})

test.each([
  [0, '0.00'],
  [7, '0.07'],
  [-105, '-1.05'],
  [9_007_199_254_740_991, '90071992547409.91'],
])('%i fen is %s yuan', (fen, yuan) => expect(yuanOf(fen)).toBe(yuan))

test('what XML cannot hold is seen as lost', () => {
  expect(writeXml({ name: 'a', attributes: { b: '"\u0001' }, content: ']]>\u0000\ud800' })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a b="&quot;\ufffd">]]&gt;\ufffd\ufffd</a>\n',
  )
})
