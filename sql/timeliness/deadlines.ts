import { clickhouseRows, clickhouseSubtree, inScope } from '../access/predicates.ts'
import { may, type Scope } from '../access/scope.ts'
import { appendAction } from '../audit/chain.ts'
import { quoted } from '../clickhouse/bind.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { notify } from '../live/notices.ts'
import type { Db } from '../postgres/connect.ts'
import { notifications } from '../postgres/schema.ts'
import { staffNames } from '../queries/staff.ts'
import { deadlinesNow } from './deadlines-now.ts'

/** A time limit that is not met yet; moments are epoch ms. */
export interface OpenDeadline {
  ruleId: string
  key: string
  triggerId: string
  subject: string
  orgunit: string
  product: string
  actor: string | null
  openedAt: number
  dueAt: number
  state: 'open' | 'reminded' | 'breached'
}

export interface DeadlineFilter {
  /** Due from here on, epoch ms. */
  dueFrom?: number
  dueBefore?: number
  /** Only those that ran out (`breached`), or only those that still run. */
  state?: 'running' | 'breached'
  orgunit?: string
  product?: string
  rule?: string
  actor?: string
}

const where = (scope: Scope, filter: DeadlineFilter): string => {
  const moment = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`
  const conditions = [
    clickhouseRows(scope),
    filter.state === 'breached'
      ? "state = 'breached'"
      : filter.state === 'running'
        ? "state IN ('open', 'reminded')"
        : "state != 'met'",
    filter.dueFrom === undefined ? '' : `due_at >= ${moment(filter.dueFrom)}`,
    filter.dueBefore === undefined ? '' : `due_at < ${moment(filter.dueBefore)}`,
    filter.orgunit === undefined ? '' : clickhouseSubtree(filter.orgunit),
    filter.product === undefined ? '' : `product = ${quoted(filter.product)}`,
    filter.rule === undefined ? '' : `rule_id = ${quoted(filter.rule)}`,
    filter.actor === undefined ? '' : `actor = ${quoted(filter.actor)}`,
  ]
  return conditions.filter((condition) => condition !== '').join(' AND ')
}

const columns = `rule_id AS ruleId, key, trigger_id AS triggerId, subject, orgunit, product, actor,
  toUnixTimestamp64Milli(opened_at) AS openedAt, toUnixTimestamp64Milli(due_at) AS dueAt, state`

/** Time limits not met yet, the soonest (or longest overdue) first. */
export const openDeadlines = async (
  clickhouse: ClickHouse,
  scope: Scope,
  filter: DeadlineFilter,
  limit: number,
): Promise<OpenDeadline[]> =>
  may(scope, 'indicators:read')
    ? clickhouse.query<OpenDeadline>(
        `SELECT ${columns} FROM ${deadlinesNow} WHERE ${where(scope, filter)}
         ORDER BY dueAt, ruleId, key, triggerId LIMIT ${Math.trunc(limit)}`,
      )
    : []

export interface DeadlineCount {
  value: string
  deadlines: number
  /** Due time of the soonest, epoch ms. */
  soonest: number
}

/** How many time limits are not met yet, by outlet, person, rule or product; the most first. */
export const countOpenDeadlines = async (
  clickhouse: ClickHouse,
  scope: Scope,
  filter: DeadlineFilter,
  by: 'orgunit' | 'branch' | 'actor' | 'rule' | 'product',
): Promise<DeadlineCount[]> => {
  if (!may(scope, 'indicators:read')) return []
  const key = {
    orgunit: 'orgunit',
    branch: "splitByChar('-', toString(orgunit))[1]",
    actor: "ifNull(actor, '')",
    rule: 'rule_id',
    product: 'product',
  }[by]
  return clickhouse.query<DeadlineCount>(
    `SELECT toString(${key}) AS value, count() AS deadlines, min(toUnixTimestamp64Milli(due_at)) AS soonest
     FROM ${deadlinesNow} WHERE ${where(scope, filter)} GROUP BY value ORDER BY deadlines DESC, value`,
  )
}

/** Most reminders sent by one click; the screen states it before. */
export const mostUrged = 500

/**
 * Urges those who have to meet time limits, now: the person acting where they can sign in, else their unit. Goes on
 * record once for all. One reminder a limit and minute, however often it is clicked.
 * @returns how many were sent; null without the permission to urge.
 */
export const urge = async (
  db: Db,
  scope: Scope,
  deadlines: readonly OpenDeadline[],
  words: (deadline: OpenDeadline) => { zh: string; en: string },
  now: Date,
): Promise<number | null> => {
  if (!(may(scope, 'issues:work') || may(scope, 'issues:answer'))) return null
  const mine = deadlines.filter((deadline) => inScope(scope, deadline.orgunit)).slice(0, mostUrged)
  if (mine.length === 0) return 0
  const known = new Set(
    (
      await staffNames(
        db,
        mine.flatMap(({ actor }) => actor ?? []),
      )
    ).map(({ id }) => id),
  )
  const minute = Math.floor(now.getTime() / 60_000)
  return db.transaction(async (tx) => {
    const sent = await tx
      .insert(notifications)
      .values(
        mine.map((deadline) => {
          const { zh, en } = words(deadline)
          return {
            id: `urge:${deadline.ruleId}:${deadline.triggerId}:${minute}`,
            personId: deadline.actor !== null && known.has(deadline.actor) ? deadline.actor : null,
            orgunit: deadline.orgunit,
            kind: 'urge' as const,
            ruleId: deadline.ruleId,
            subject: deadline.subject,
            titleZh: zh,
            titleEn: en,
            createdAt: now,
          }
        }),
      )
      .onConflictDoNothing()
      .returning({ orgunit: notifications.orgunit })
    if (sent.length === 0) return 0
    await appendAction(tx, {
      at: now,
      personId: scope.personId,
      issueId: null,
      kind: 'urge',
      fromState: null,
      toState: null,
      detail: { sent: sent.length, subjects: mine.slice(0, 20).map(({ subject }) => subject) },
    })
    for (const orgunit of new Set(sent.map((row) => row.orgunit)))
      await notify(tx, { kind: 'notification', personId: null, orgunit })
    return sent.length
  })
}
