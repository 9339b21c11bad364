import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { workingMsBetween } from '@mingjing/rules/calendar/working.ts'
import { clickhouseRows, clickhouseSubtree } from '../access/predicates.ts'
import type { Scope } from '../access/scope.ts'
import { bankDays } from '../bank-days/bank-days.ts'
import { quoted } from '../clickhouse/bind.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import { deadlinesNow } from '../timeliness/deadlines-now.ts'
import { type Habit, habitKey, type OpenTask, type RankedTask, rankTasks } from './rank.ts'

/** Tasks looked at when ranking: those due first. */
const mostRanked = 5000
/** How far back an approver's habits go, days, and the tasks of a kind they are taken from, the newest. */
export const habitDays = 30
const mostRemembered = 200

/** Rules whose time limits an approver meets by investigating, reviewing or deciding. */
export const approvalLimits = (bundle: Bundle): string[] =>
  bundle.rules.flatMap((rule) =>
    rule.kind === 'deadline' && rule.expect.some((type) => /^(investigation|review|approval)\./.test(type))
      ? [rule.id]
      : [],
  )

export interface TasksRequest {
  /** The rules of {@link approvalLimits}. */
  readonly rules: readonly string[]
  /** Staff id; without it those of everybody, and those nobody has. */
  readonly approver?: string
  readonly unit?: string
  /** Watermark, epoch ms. */
  readonly asOf: number
  readonly limit: number
}

/** Open approval tasks of the caller's units, what to do first at the top, and how many there are. */
export const openTasks = async (
  clickhouse: ClickHouseReader,
  scope: Scope,
  { rules, approver, unit, asOf, limit }: TasksRequest,
): Promise<{ tasks: RankedTask[]; total: number }> => {
  if (rules.length === 0) return { tasks: [], total: 0 }
  const ofRules = `rule_id IN (${rules.map(quoted).join(', ')})`
  const rows = [
    clickhouseRows(scope),
    unit === undefined ? '1' : clickhouseSubtree(unit),
    ofRules,
    "state IN ('open', 'reminded', 'breached', 'paused')",
    approver === undefined ? '1' : "ifNull(actor, '') = {approver:String}",
  ].join(' AND ')
  const parameters = { approver: approver ?? '', asOf, since: asOf - habitDays * 86_400_000 }
  const [found, [counted], settled] = [
    await clickhouse.query<OpenTask>(
      `SELECT rule_id AS ruleId, subject, orgunit, product, nullIf(actor, '') AS approver, state,
         toUnixTimestamp64Milli(opened_at) AS openedAt, toUnixTimestamp64Milli(due_at) AS dueAt
       FROM ${deadlinesNow} WHERE ${rows} ORDER BY due_at, subject, rule_id LIMIT ${mostRanked}`,
      parameters,
    ),
    await clickhouse.query<{ n: number }>(`SELECT count() AS n FROM ${deadlinesNow} WHERE ${rows}`, parameters),
    await clickhouse.query<Settled>(
      `SELECT rule_id AS ruleId, actor AS approver, count() AS tasks, countIf(NOT in_time) AS late,
         arraySlice(arrayReverseSort(row -> row.2, groupArrayIf((toUnixTimestamp64Milli(opened_at),
           toUnixTimestamp64Milli(changed_at)), state = 'met')), 1, ${mostRemembered}) AS done
       FROM ${deadlinesNow}
       WHERE ${clickhouseRows(scope)} AND ${ofRules} AND state IN ('met', 'breached') AND ifNull(actor, '') != ''
         AND settled_at >= {since:DateTime64(3)} AND settled_at <= {asOf:DateTime64(3)}
         AND ${approver === undefined ? '1' : 'actor = {approver:String}'}
       GROUP BY rule_id, actor`,
      parameters,
    ),
  ]
  const habits = new Map(settled.map((row) => [habitKey(row.ruleId, row.approver), habitOf(row)]))
  return { tasks: rankTasks(found, habits, asOf).slice(0, limit), total: counted?.n ?? 0 }
}

interface Settled {
  ruleId: string
  approver: string
  tasks: number
  late: number
  done: [opened: number, changed: number][]
}

const habitOf = ({ tasks, late, done }: Settled): Habit => {
  const spans = done
    .flatMap(([opened, changed]) => workingMsBetween(bankDays(), opened, changed) ?? [])
    .sort((a, b) => a - b)
  return { tasks, late, typicalMs: spans[Math.ceil(spans.length / 2) - 1] ?? null }
}
