import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { calendarNamed } from '@mingjing/rules/calendar/named.ts'
import { workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import { clickhouseMoment } from '@mingjing/rules/events/columns.ts'
import { decodeLine } from '@mingjing/rules/events/decode.ts'
import { type Event, factKey } from '@mingjing/rules/events/event.ts'
import { tokenise } from '@mingjing/rules/events/tokenise.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { evaluateReference } from '@mingjing/rules/reference/evaluate.ts'
import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import { issueKey } from '@mingjing/sql/issues/key.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { deadLetters, issueHits, issues, notifications, plans } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { createMilestones, enter, type Milestone } from '../milestones/milestones.ts'

/** What a bank's events must lead to, worked out by the plain interpreter and by counting. */
export interface Expected {
  readonly events: number
  readonly hits: readonly string[]
  /** Hits by Shanghai day and rule. */
  readonly hitsByDay: Record<string, number>
  readonly eventsByMinute: Record<string, number>
  readonly milestones: readonly string[]
  readonly casesByStep: Record<string, number>
  readonly issueHits: readonly string[]
  readonly issues: readonly string[]
  readonly reminders: readonly string[]
}

const shown = (hit: Hit) =>
  JSON.stringify([hit.hitId, hit.at, hit.key, hit.step, hit.evidence, hit.amount, ordered(hit.values), hit.severity])
/** Members of an object have no order, but its text has. */
const ordered = (values: object) => Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
const tally = (keys: readonly string[], by = 1): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const key of keys) counts[key] = (counts[key] ?? 0) + by
  return counts
}
const sorted = (texts: readonly string[]) => [...texts].sort()
const shanghaiDay = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}:00`

/** The distinct valid events among wire texts, tokenised as the edge of a test does. */
export const factsOf = (lines: readonly string[]): Event[] => {
  const hash = keyedHash(passingKeys())
  const facts = new Map<string, Event>()
  for (const line of lines) {
    const decoded = decodeLine(line)
    if (decoded.kind === 'deadLetter') continue
    const event = tokenise(decoded.event, hash)
    if (!facts.has(factKey(event))) facts.set(factKey(event), event)
  }
  return [...facts.values()]
}

/** @param until the time up to which the worker has judged, epoch ms; all events must lie before it. */
export const expect = (bundle: Bundle, facts: readonly Event[], until: number): Expected => {
  const hits = evaluateReference(bundle, facts, until)
  const ruleOf = new Map(bundle.rules.map((rule) => [rule.id, rule]))
  const opening = hits.filter((hit) => ruleOf.get(hit.ruleId)!.opens === 'issue' && !hit.step.startsWith('remind'))
  const reminding = hits.filter(
    (hit) =>
      ruleOf.get(hit.ruleId)!.opens !== 'record' &&
      (hit.step.startsWith('remind') || ruleOf.get(hit.ruleId)!.opens === 'remind'),
  )
  const milestones = createMilestones()
  const bankDays = calendarNamed('cn-bank')!
  const rows = facts.flatMap((event) => enter(milestones, event, (from, to) => workingMsBetween(bankDays, from, to)))
  const standing = standingRows(rows.map((row) => ({ ...row, at: clickhouseMoment(row.at) })))
  return {
    events: facts.length,
    hits: sorted(hits.map(shown)),
    hitsByDay: tally(hits.map((hit) => `${shanghaiDay(Date.parse(hit.at))} ${hit.ruleId}`)),
    eventsByMinute: tally(facts.map((event) => minute(event.time))),
    milestones: standing,
    casesByStep: tally(standing.map((row) => (JSON.parse(row) as { step: string }).step)),
    issueHits: sorted(opening.map((hit) => hit.hitId)),
    issues: sorted([...new Set(opening.map((hit) => issueKey(hit.subject, ruleOf.get(hit.ruleId)!.group)))]),
    reminders: sorted(reminding.map((hit) => `remind:${hit.hitId}`)),
  }
}

type MilestoneRow = Omit<Milestone, 'at'> & { at: string }

/** Rows that were not taken back, each as text. */
const standingRows = (rows: readonly MilestoneRow[]): string[] => {
  const counts = new Map<string, number>()
  for (const { sign, ...row } of rows) {
    const text = JSON.stringify(Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
    counts.set(text, (counts.get(text) ?? 0) + sign)
  }
  return sorted(
    [...counts].flatMap(([text, count]) =>
      Array.from({ length: Math.abs(count) }, () => (count > 0 ? text : `-${text}`)),
    ),
  )
}

/** The same figures as the stores hold them. */
export const found = async (clickhouse: ClickHouse, db: Db): Promise<Expected> => {
  const hits = await clickhouse.query<Record<string, never>>(
    `SELECT hit_id, toUnixTimestamp64Milli(at) AS at_ms, key, step, evidence, amount, values, severity FROM hits`,
  )
  const counted = async (query: string) =>
    Object.fromEntries((await clickhouse.query<{ k: string; n: number }>(query)).map(({ k, n }) => [k, Number(n)]))
  const [total] = await clickhouse.query<{ n: number }>('SELECT count() AS n FROM events')
  const milestones = await clickhouse.query<MilestoneRow & { partition: number; seq: number }>(
    'SELECT * FROM milestones',
  )
  return {
    events: Number(total!.n),
    hits: sorted(
      hits.map((row) =>
        JSON.stringify([
          row.hit_id,
          new Date(Number(row.at_ms)).toISOString(),
          row.key,
          row.step,
          row.evidence,
          row.amount,
          ordered(JSON.parse(row.values!)),
          row.severity,
        ]),
      ),
    ),
    hitsByDay: await counted(
      `SELECT concat(toString(day), ' ', rule_id) AS k, sum(hits) AS n FROM hits_by_day GROUP BY k HAVING n != 0`,
    ),
    eventsByMinute: await counted('SELECT toString(minute) AS k, sum(events) AS n FROM events_by_minute GROUP BY k'),
    milestones: standingRows(milestones.map(({ partition: _, seq: __, ...row }) => row)),
    casesByStep: await counted('SELECT step AS k, sum(cases) AS n FROM milestones_by_day GROUP BY k HAVING n != 0'),
    issueHits: sorted((await db.select({ id: issueHits.hitId }).from(issueHits)).map((row) => row.id)),
    issues: sorted((await db.select({ key: issues.key }).from(issues)).map((row) => row.key)),
    reminders: sorted((await db.select({ id: notifications.id }).from(notifications)).map((row) => row.id)),
  }
}

/** The ledger's own account: blocks follow one another without hole or overlap, and every record is in one of them. */
export const ledger = async (clickhouse: ClickHouse, db: Db) => {
  const blocks = await clickhouse.query<Record<string, number>>(
    `SELECT seq, from_offset, to_offset, events, ok, late, duplicates, dead_letters, hits,
            toUnixTimestamp64Milli(watermark) AS watermark FROM blocks ORDER BY partition, seq`,
  )
  const sum = (name: string) => blocks.reduce((total, block) => total + Number(block[name]), 0)
  return {
    chained: blocks.every(
      (block, i) => Number(block.seq) === i + 1 && Number(block.from_offset) === Number(blocks[i - 1]?.to_offset ?? 0),
    ),
    end: Number(blocks.at(-1)?.to_offset ?? 0),
    watermark: Math.max(...blocks.map((block) => Number(block.watermark))),
    ok: sum('ok'),
    late: sum('late'),
    duplicates: sum('duplicates'),
    deadLetters: sum('dead_letters'),
    hits: sum('hits'),
    unfinished: (await db.select().from(plans)).filter((plan) => plan.state !== 'done').length,
    buried: (await db.select().from(deadLetters)).length,
  }
}
