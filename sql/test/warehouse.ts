import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventTypeName } from '@mingjing/rules/events/catalogue.ts'
import { clickhouseMoment, rowOf } from '@mingjing/rules/events/columns.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { type ClickHouse, openClickHouse } from '../clickhouse/connect.ts'
import { migrateClickHouse } from '../clickhouse/migrate.ts'

/** A migrated chDB in a temporary folder; `close` removes it. One a process. */
export const openWarehouse = async (): Promise<ClickHouse> => {
  const path = mkdtempSync(join(tmpdir(), 'mingjing-ch-'))
  const clickhouse = await openClickHouse({ path })
  await migrateClickHouse(clickhouse)
  return {
    ...clickhouse,
    close: async () => {
      await clickhouse.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** `2026-03-02 10:00` in Shanghai as epoch milliseconds. */
export const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)

let serial = 0
const position = () => ({ topic: 'events', partition: 0, offset: ++serial, seq: 1, rule_set: 'r1' })

/** A row of `events`. */
export const eventRow = (
  type: EventTypeName,
  time: string,
  data: Event['data'],
  differing: { subject?: string; orgunit?: string; verdict?: 'ok' | 'late' } = {},
) => {
  const { verdict = 'ok', subject = `s${serial}`, orgunit = 'b01-s01-o1' } = differing
  const event: Event = { id: `e${serial}`, source: 'core', type, time: at(time), subject, orgunit, data }
  return { ...rowOf(event), id: event.id, ...position(), verdict, seen_at: clickhouseMoment(at(time)) }
}

/** A row of `milestones`. */
export const milestoneRow = (step: string, time: string, differing: Record<string, unknown> = {}) => ({
  subject: `s${++serial}`,
  step,
  at: clickhouseMoment(at(time)),
  orgunit: 'b01-s01-o1',
  product: 'car',
  channel: 'mobile',
  sign: 1,
  partition: 0,
  seq: 1,
  ...differing,
})

/** A row of `hits`. */
export const hitRow = (ruleId: string, time: string, differing: Record<string, unknown> = {}) => ({
  hit_id: `h${++serial}`,
  rule_id: ruleId,
  rule_version: 1,
  stage: 'issuance',
  rule_group: 'issuance',
  severity: 'medium',
  opens: 'issue',
  class: 'operational',
  key: `s${serial}`,
  step: 'hit',
  subject: `s${serial}`,
  orgunit: 'b01-s01-o1',
  product: 'card',
  channel: 'mobile',
  at: clickhouseMoment(at(time)),
  trigger_id: `core#e${serial}`,
  trigger_at: clickhouseMoment(at(time)),
  evidence: [],
  amount: null,
  values: '{}',
  rule_set: 'r1',
  partition: 0,
  seq: 1,
  seen_at: clickhouseMoment(at(time)),
  sign: 1,
  ...differing,
})

/** Rows of `deadlines`: the changes of one, each in a block of its own; `dueAt` where it is put off from there on. */
export const deadlineRows = (
  ruleId: string,
  openedAt: string,
  dueAt: string,
  changes: readonly (readonly [state: string, at: string, dueAt?: string])[],
  differing: Record<string, unknown> = {},
) => {
  const key = `d${++serial}`
  const all: readonly (readonly [state: string, at: string, dueAt?: string])[] = [['open', openedAt], ...changes]
  const dueAfter = (i: number) => all.slice(0, i + 1).findLast(([, , putOff]) => putOff !== undefined)?.[2] ?? dueAt
  return all.map(([state, moment], i) => ({
    rule_id: ruleId,
    rule_version: 1,
    key,
    subject: key,
    orgunit: 'b01-s01-o1',
    product: 'card',
    actor: null,
    trigger_id: `core#${key}`,
    opened_at: clickhouseMoment(at(openedAt)),
    due_at: clickhouseMoment(at(dueAfter(i))),
    state,
    step: null,
    at: clickhouseMoment(at(moment)),
    partition: 0,
    seq: i + 1,
    ...differing,
  }))
}

/** A row of `blocks`. */
export const blockRow = (seq: number, clock: string, differing: Record<string, unknown> = {}) => ({
  topic: 'events',
  partition: 0,
  seq,
  from_offset: 0,
  to_offset: 0,
  clock: clickhouseMoment(at(clock)),
  rule_set: 'r1',
  watermark: clickhouseMoment(at(clock) - 10_000),
  events: 0,
  ok: 0,
  late: 0,
  duplicates: 0,
  dead_letters: 0,
  skipped: 0,
  hits: 0,
  open_deadlines: 0,
  window_keys: 0,
  ...differing,
})
