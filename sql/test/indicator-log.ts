import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { setGoals } from '../goals/goals.ts'
import { act } from '../issues/act.ts'
import { openIssuesFromHits } from '../issues/open.ts'
import { openByHand } from '../issues/open-by-hand.ts'
import type { Postgres } from '../postgres/connect.ts'
import { deadLetters, issues } from '../postgres/schema.ts'
import { hitFor, type Staff, scopeFor, staff } from './bank.ts'
import { at, blockRow, deadlineRows, eventRow, hitRow, milestoneRow } from './warehouse.ts'

/** What the indicators outside the branch cockpit are worked out by hand from: mostly the week from 2 March 2026 on. */
export const fillIndicatorLog = async (postgres: Postgres, clickhouse: ClickHouse): Promise<void> => {
  await fillWarehouse(clickhouse)
  await fillIssues(postgres)
}

const fillWarehouse = async (clickhouse: ClickHouse) => {
  const insert = (table: string, rows: object[]) => clickhouse.insert(table, rows, { token: `test:${table}` })
  await insert('events', [
    eventRow('estimate.made', '2026-03-02 09:00', { product: 'car', channel: 'h5', amount: 500 }),
    eventRow(
      'estimate.made',
      '2026-03-03 09:00',
      { product: 'car', channel: 'h5', amount: 600 },
      { orgunit: 'b02-s01' },
    ),
    eventRow('disbursement.made', '2026-03-03 10:00', { product: 'car', amount: 1000 }),
    eventRow(
      'disbursement.made',
      '2026-03-04 10:00',
      { product: 'card', amount: 50 },
      { orgunit: 'b02-s01', verdict: 'late' },
    ),
    // 23:30 on the 8th in Shanghai is inside, 00:30 on the 9th outside, though both are the 8th in UTC.
    eventRow('disbursement.made', '2026-03-08 23:30', { product: 'home', amount: 7 }),
    eventRow('disbursement.made', '2026-03-09 00:30', { product: 'home', amount: 100_000 }),
    eventRow('campaign.targeted', '2026-03-02 10:00', {
      campaign: 'c1',
      customer: 'k1',
      segment: 'mass',
      control: false,
    }),
    eventRow('campaign.targeted', '2026-03-02 10:00', {
      campaign: 'c1',
      customer: 'z1',
      segment: 'mass',
      control: true,
    }),
    eventRow('campaign.contacted', '2026-03-02 11:00', {
      campaign: 'c1',
      customer: 'k1',
      connected: true,
      channel: 'phone',
    }),
    eventRow('campaign.contacted', '2026-03-02 12:00', {
      campaign: 'c1',
      customer: 'k1',
      connected: true,
      channel: 'phone',
    }),
    eventRow('campaign.contacted', '2026-03-02 12:30', {
      campaign: 'c1',
      customer: 'k2',
      connected: false,
      channel: 'phone',
    }),
    eventRow('campaign.contacted', '2026-03-02 13:00', {
      campaign: 'c2',
      customer: 'k3',
      connected: true,
      channel: 'phone',
    }),
    eventRow('campaign.responded', '2026-03-02 14:00', { campaign: 'c1', customer: 'k1', response: 'bought' }),
    eventRow('campaign.responded', '2026-03-02 14:01', { campaign: 'c2', customer: 'k3', response: 'refused' }),
    eventRow('appointment.booked', '2026-03-02 09:00', { clientKind: 'personal', business: 'loan', plannedAt: 0 }),
    eventRow('appointment.booked', '2026-03-02 09:10', { clientKind: 'personal', business: 'loan', plannedAt: 0 }),
    eventRow('appointment.booked', '2026-03-02 09:20', { clientKind: 'personal', business: 'loan', plannedAt: 0 }),
    eventRow('appointment.arrived', '2026-03-03 09:20', { clientKind: 'personal', business: 'loan' }),
    eventRow('counter.served', '2026-03-03 09:30', {
      clientKind: 'personal',
      business: 'loan',
      waitSeconds: 60,
      durationSeconds: 1,
    }),
    eventRow('counter.served', '2026-03-03 09:40', {
      clientKind: 'personal',
      business: 'loan',
      waitSeconds: 300,
      durationSeconds: 1,
    }),
    eventRow('counter.served', '2026-03-03 09:50', {
      clientKind: 'personal',
      business: 'card',
      waitSeconds: 600,
      durationSeconds: 1,
    }),
    eventRow('counter.served', '2026-03-03 09:55', {
      clientKind: 'personal',
      business: 'card',
      waitSeconds: 1200,
      durationSeconds: 1,
    }),
    eventRow('collection.staged', '2026-03-03 00:10', { contract: 'x1', stage: 'M1', daysPastDue: 1, balance: 10 }),
    eventRow('collection.staged', '2026-03-05 00:10', { contract: 'x1', stage: 'M2', daysPastDue: 31, balance: 10 }),
    eventRow('collection.staged', '2026-03-05 00:10', { contract: 'x2', stage: 'M1', daysPastDue: 1, balance: 10 }),
    eventRow('collection.staged', '2026-03-05 00:10', { contract: 'x3', stage: 'M0', daysPastDue: 0, balance: 10 }),
    // Overdue in December and put right eight days later; overdue again since February.
    eventRow('repayment.due', '2025-12-10 09:00', { contract: 'x4', amount: 30, period: 3, dueAt: 0 }),
    eventRow('collection.staged', '2025-12-12 00:10', { contract: 'x4', stage: 'M1', daysPastDue: 1, balance: 100 }),
    eventRow('repayment.received', '2025-12-15 10:00', { contract: 'x4', amount: 29, period: 3, daysPastDue: 5 }),
    eventRow('repayment.received', '2025-12-20 10:00', { contract: 'x4', amount: 30, period: 3, daysPastDue: 10 }),
    eventRow('collection.staged', '2026-02-12 00:10', { contract: 'x4', stage: 'M1', daysPastDue: 1, balance: 90 }),
    eventRow('repayment.received', '2026-02-13 10:00', { contract: 'x4', amount: 30, period: 4, daysPastDue: 0 }),
    eventRow('collection.staged', '2026-03-04 00:10', { contract: 'x4', stage: 'M2', daysPastDue: 31, balance: 90 }),
    eventRow('collection.called', '2026-03-05 10:10', {
      contract: 'x1',
      actor: 'a',
      contactKind: 'debtor',
      connected: true,
    }),
    eventRow('collection.called', '2026-03-05 10:20', {
      contract: 'x1',
      actor: 'a',
      contactKind: 'debtor',
      connected: false,
    }),
    eventRow('collection.called', '2026-03-05 10:30', {
      contract: 'x2',
      actor: 'a',
      contactKind: 'debtor',
      connected: false,
    }),
    eventRow('complaint.filed', '2026-03-05 10:30', { customer: 'k1', topic: 'fee' }),
    // Of an approver, in a month of their own.
    ...(
      [
        ['2026-01-15 10:00', 'approved', 'approved', 50],
        ['2026-01-15 23:00', 'declined', 'approved', 70],
        ['2026-01-15 11:00', 'approved', 'manual', 90],
        ['2026-01-16 10:00', 'approved', 'declined', 200],
      ] as const
    ).map(([time, decision, suggestion, readSeconds]) =>
      eventRow('approval.decided', time, {
        ...{ actor: 'P1', mode: 'manual', amount: 100, product: 'car', channel: 'h5' },
        ...{ decision, suggestion, readSeconds },
      }),
    ),
  ])
  const refuted = hitRow('limit.jump', '2026-03-04 10:00', { stage: 'limit', amount: 999 })
  await insert('hits', [
    hitRow('issuance.approval-unread', '2026-01-15 10:00', { actor: 'P1' }),
    hitRow('issuance.approval-unread', '2026-03-02 10:00', { severity: 'high', amount: 100 }),
    hitRow('issuance.approval-unread', '2026-03-03 10:00', { severity: 'low', amount: 30, orgunit: 'b02-s01' }),
    hitRow('transfer.fan-out', '2026-03-03 11:00', {
      severity: 'critical',
      class: 'money-laundering',
      stage: 'transfer',
      amount: 5,
    }),
    hitRow('timeliness.decision-three-days', '2026-03-03 12:00', { stage: 'timeliness', step: 'remind-1' }),
    hitRow('timeliness.decision-three-days', '2026-03-03 13:00', { stage: 'timeliness', step: 'remind-2' }),
    hitRow('timeliness.decision-three-days', '2026-03-04 13:00', { stage: 'timeliness', step: 'breach' }),
    refuted,
    { ...refuted, sign: -1 },
  ])
  const decided = (seconds: number, decision: string, mode: string, suggestion: string, more = {}) =>
    milestoneRow('decided', '2026-03-03 15:00', { since_start_s: seconds, decision, mode, suggestion, ...more })
  const mistaken = decided(99_999, 'declined', 'manual', 'approved')
  await insert('milestones', [
    ...['2026-03-02 09:00', '2026-03-03 09:00', '2026-03-04 09:00', '2026-03-05 09:00', '2026-03-05 10:00'].map(
      (time) => milestoneRow('submitted', time, { amount: 10 }),
    ),
    decided(20, 'approved', 'instant', 'approved'),
    decided(25, 'approved', 'instant', 'approved'),
    decided(3600, 'declined', 'manual', 'approved'),
    decided(7200, 'approved', 'manual', 'manual', { orgunit: 'b02-s01' }),
    decided(9000, 'declined', 'manual', 'declined', { product: 'home' }),
    // Corrected: it was decided otherwise.
    mistaken,
    { ...mistaken, sign: -1 },
    milestoneRow('disbursed', '2026-03-03 16:00', { amount: 300 }),
    milestoneRow('disbursed', '2026-03-04 16:00', { amount: 200, product: 'home', orgunit: 'b02-s01' }),
    milestoneRow('disbursed', '2026-03-04 17:00', { amount: 999, product: 'card' }),
    milestoneRow('disbursed', '2026-02-10 16:00', { amount: 40 }),
  ])
  const threeDays = 'timeliness.decision-three-days'
  await insert('deadlines', [
    ...deadlineRows(threeDays, '2026-02-27 10:00', '2026-03-04 17:30', [['met', '2026-03-02 10:00']]),
    ...deadlineRows(threeDays, '2026-02-27 10:00', '2026-03-04 17:30', [
      ['reminded', '2026-03-03 10:00'],
      ['met', '2026-03-03 11:00'],
    ]),
    ...deadlineRows(threeDays, '2026-02-27 10:00', '2026-03-04 17:30', [
      ['breached', '2026-03-04 17:30'],
      ['met', '2026-03-05 11:00'],
    ]),
    ...deadlineRows(threeDays, '2026-02-27 10:00', '2026-03-05 17:30', [['breached', '2026-03-05 17:30']], {
      orgunit: 'b02-s01',
    }),
    // Opened and met in one moment of one block: the state that leads furthest counts.
    ...deadlineRows(threeDays, '2026-03-05 10:00', '2026-03-10 17:30', [['met', '2026-03-05 10:00']]).map((row) => ({
      ...row,
      seq: 9,
    })),
    // Still running: one due in two hours, one next week.
    ...deadlineRows(threeDays, '2026-03-03 10:00', '2026-03-06 14:00', []),
    ...deadlineRows(threeDays, '2026-03-05 10:00', '2026-03-10 17:30', []),
    ...deadlineRows('timeliness.complaint-fifteen-days', '2026-02-20 10:00', '2026-03-07 10:00', [
      ['met', '2026-03-05 10:00'],
    ]),
    ...deadlineRows('timeliness.complaint-fifteen-days', '2026-02-17 10:00', '2026-03-04 10:00', [
      ['breached', '2026-03-04 10:00'],
    ]),
  ])
  await insert('blocks', [
    blockRow(1, '2026-03-03 10:00', { events: 90, ok: 80, late: 2, duplicates: 5, dead_letters: 3 }),
    blockRow(2, '2026-03-06 11:59', { events: 10, ok: 10, watermark: '2026-03-06 03:58:30.000' }),
  ])
}

const fillIssues = async (postgres: Postgres) => {
  const clock = new Date(at('2026-03-03 11:00'))
  const hits = [
    hitFor({ subject: 'i1', severity: 'high', amount: 100, product: 'car' }),
    hitFor({ subject: 'i2', severity: 'low', amount: 20, product: 'home', orgunit: 'b02-s01' }),
    hitFor({ subject: 'i3', severity: 'critical', amount: null, product: 'car', class: 'money-laundering' }),
    hitFor({ subject: 'i4', severity: 'medium', amount: 3, product: 'card' }),
  ]
  const { opened } = await postgres.db.transaction((tx) => openIssuesFromHits(tx, hits, clock))
  const earlier = hitFor({ subject: 'i0', amount: 500 })
  await postgres.db.transaction((tx) => openIssuesFromHits(tx, [earlier], new Date(at('2026-02-20 11:00'))))
  const rows = await postgres.db.query.issues.findMany()
  const id = (subject: string) => rows.find((issue) => issue.subject === subject)!.id
  expect(opened).toHaveLength(4)
  const on = { now: new Date(at('2026-03-05 12:00')) }
  const does = async (who: Staff, subject: string, action: Parameters<typeof act>[3]) =>
    expect(await act(postgres.db, scopeFor(who), id(subject), action, on)).toMatchObject({ kind: 'done' })
  await does('officer', 'i1', { kind: 'confirm' })
  await does('officer', 'i1', { kind: 'order', text: 't', answerer: staff.manager[0] })
  await does('manager', 'i1', { kind: 'answer', text: 't' })
  await does('officer2', 'i1', { kind: 'verify' })
  await does('lead', 'i1', { kind: 'close', accountability: 'a', recovered: 77 })
  await does('officer', 'i4', { kind: 'dismiss', reason: 'r' })
  await does('officer', 'i2', { kind: 'confirm' })
  // Opened by hand, confirmed, then merged into another: what it is about counts there.
  const byHand = await openByHand(
    postgres.db,
    scopeFor('officer'),
    {
      title: '网点检查发现',
      account: '检查记录',
      source: 'inspection',
      stage: 'branch',
      class: 'operational',
      severity: 'low',
      orgunit: 'b01-s01',
      subject: 'i5',
      amount: 9,
      actors: [],
    },
    clock,
  )
  if (byHand.kind !== 'done') throw new Error(byHand.code)
  await postgres.db
    .update(issues)
    .set({ state: 'merged', mergedInto: id('i1'), confirmedBy: 'S002' })
    .where(eq(issues.id, byHand.issue.id))
  await postgres.db.insert(deadLetters).values(
    ['2026-03-03 10:00', '2026-03-03 11:00', '2026-03-09 01:00'].map((time, i) => ({
      id: `events:0:${i}`,
      topic: 'events',
      partition: 0,
      offset: i,
      code: i === 0 ? 'json' : 'value',
      field: '',
      reason: 'r',
      sealed: new Uint8Array([1]),
      masked: '',
      seenAt: new Date(at(time)),
    })),
  )
  await setGoals(postgres.db, [
    { indicator: 'instalment.volume', orgunit: 'b01', product: 'car', month: '2026-03', value: 600 },
    { indicator: 'instalment.volume', orgunit: 'b01', product: 'home', month: '2026-03', value: 100 },
    { indicator: 'instalment.volume', orgunit: 'b02', product: 'home', month: '2026-03', value: 100 },
    { indicator: 'instalment.volume', orgunit: 'b01', product: 'car', month: '2026-04', value: 5000 },
  ])
}
