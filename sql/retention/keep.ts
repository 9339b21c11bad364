import { randomUUID } from 'node:crypto'
import { and, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { quoted } from '../clickhouse/bind.ts'
import type { ClickHouse } from '../clickhouse/connect.ts'
import { liveStates } from '../issues/transitions.ts'
import type { Db } from '../postgres/connect.ts'
import { issueHits, issues, legalHolds } from '../postgres/schema.ts'

/** What must stay whatever its age: by holds, and as evidence of issues that are not over. */
export interface Keep {
  /** Names the rows of `retention_kept` that say the same to ClickHouse. */
  readonly run: string
  /** The holds that stood when it was read. */
  readonly holds: readonly number[]
  /** Subjects held by themselves, or through an account, customer, partner or issue that is. */
  readonly subjects: ReadonlySet<string>
  /** Values holds lie on, as a text may name them. */
  readonly values: readonly string[]
  readonly partners: readonly string[]
  readonly issues: ReadonlySet<string>
}

/** A hit comes at most so long after the events it rests on. */
const longestReachMs = 800 * 86_400_000
const atOnce = 20_000

/**
 * Reads what holds and open issues keep, as of now, and writes it to `retention_kept` for deletions up to `cutoff`. The
 * rows stay until {@link forgetKept}: a deletion that goes on after a crash asks for them again.
 */
export const readKeep = async ({ db, clickhouse }: { db: Db; clickhouse: ClickHouse }, cutoff: Date): Promise<Keep> => {
  const run = randomUUID()
  const holds = await db
    .select({ id: legalHolds.id, kind: legalHolds.kind, value: legalHolds.value })
    .from(legalHolds)
    .where(isNull(legalHolds.liftedAt))
  const of = (kind: string) => holds.filter((hold) => hold.kind === kind).map(({ value }) => value)
  const heldIssues = await withMerged(db, of('issue'))
  const ofIssues = heldIssues.length === 0 ? [] : await hitsOf(db, inArray(issueHits.issueId, heldIssues))
  const open = await hitsOf(
    db,
    and(
      lt(issueHits.at, new Date(cutoff.getTime() + longestReachMs)),
      sql`exists (select 1 from ${issues} where ${issues.id} = ${issueHits.issueId}
        and ${inArray(issues.state, [...liveStates, 'exempted'])})`,
    )!,
  )
  const subjects = heldIssues.length === 0 ? [] : await subjectsOf(db, heldIssues)
  const kept: [kind: string, value: string][] = [
    // An account that is held may be the subject of a transfer, and what is held as a subject an account.
    ...holds.flatMap(({ kind, value }): [string, string][] => (kind === 'issue' ? [] : [['subject', value]])),
    ...subjects.map((value): [string, string] => ['subject', value]),
    ...of('account').map((value): [string, string] => ['account', value]),
    ...of('customer').map((value): [string, string] => ['customer', value]),
    ...of('partner').map((value): [string, string] => ['partner', value]),
    ...[...ofIssues, ...open].flatMap(({ hitId, triggerId, evidence }) => [
      ['hit', hitId] as [string, string],
      ...[...new Set([triggerId, ...evidence])].map((ref): [string, string] => ['event', ref]),
    ]),
  ]
  await writeKept(clickhouse, run, kept)
  if (holds.some(({ kind }) => ['account', 'customer', 'partner'].includes(kind)))
    await clickhouse.command(
      `INSERT INTO retention_kept SELECT DISTINCT ${quoted(run)}, 'subject', subject FROM events
       WHERE ${directly(run)}`,
    )
  const found = await clickhouse.query<{ value: string }>(
    `SELECT DISTINCT value FROM retention_kept WHERE run = {run:String} AND kind = 'subject'`,
    { run },
  )
  await writeKept(clickhouse, run, [['mark', run]])
  return {
    run,
    holds: holds.map(({ id }) => id).sort((a, b) => a - b),
    subjects: new Set(found.map(({ value }) => value)),
    values: holds.map(({ value }) => value),
    partners: of('partner'),
    issues: new Set(heldIssues),
  }
}

/** The same again where no hold was placed or lifted since, else read anew. */
export const freshKeep = async (
  stores: { db: Db; clickhouse: ClickHouse },
  keep: Keep,
  cutoff: Date,
): Promise<Keep> => {
  const standing = await stores.db
    .select({ id: legalHolds.id })
    .from(legalHolds)
    .where(isNull(legalHolds.liftedAt))
    .orderBy(legalHolds.id)
  const isSame = standing.length === keep.holds.length && standing.every(({ id }, at) => id === keep.holds[at])
  return isSame ? keep : readKeep(stores, cutoff)
}

/** Removes what earlier runs had to keep; only when none of them is unfinished. */
export const forgetKept = (clickhouse: ClickHouse): Promise<void> => clickhouse.command('TRUNCATE TABLE retention_kept')

/** A list of one kind, as a subquery. */
export const listed = (run: string, kind: string) =>
  `(SELECT value FROM retention_kept WHERE run = ${quoted(run)} AND kind = '${kind}')`

const directly = (run: string): string =>
  [
    ...['account', 'counter_account', 'card'].map((column) => `ifNull(${column}, '') IN ${listed(run, 'account')}`),
    `ifNull(customer, '') IN ${listed(run, 'customer')}`,
    `ifNull(partner, '') IN ${listed(run, 'partner')}`,
  ].join(' OR ')

/** Without the list nothing may go: a condition that holds only while all of it is there. */
const complete = (run: string) =>
  `(SELECT count() FROM retention_kept WHERE run = ${quoted(run)} AND kind = 'mark') > 0`

/** Rows of `events` that may go, as far as holds and open issues are concerned. */
export const freeEvents = (run: string): string =>
  `${complete(run)} AND NOT (subject IN ${listed(run, 'subject')} OR ${directly(run)}
     OR concat(source, '#', id) IN ${listed(run, 'event')})`

export const freeHits = (run: string): string =>
  `${complete(run)} AND NOT (subject IN ${listed(run, 'subject')} OR key IN ${listed(run, 'subject')}
     OR hit_id IN ${listed(run, 'hit')} OR trigger_id IN ${listed(run, 'event')})`

export const freeMilestones = (run: string): string => `${complete(run)} AND NOT (subject IN ${listed(run, 'subject')})`

/** Writes values under the name of a run. */
export const writeKept = async (clickhouse: ClickHouse, run: string, kept: readonly (readonly [string, string])[]) => {
  for (let from = 0; from < kept.length; from += atOnce) {
    const rows = kept.slice(from, from + atOnce).map(([kind, value]) => ({ run, kind, value }))
    await clickhouse.insert('retention_kept', rows, { token: `retention:${run}:${kept[0]![0]}:${from}` })
  }
}

/** The issues and those merged into them, which hold a part of the same matter. */
const withMerged = async (db: Db, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .select({ id: issues.id })
    .from(issues)
    .where(or(inArray(issues.id, [...ids]), inArray(issues.mergedInto, [...ids])))
  return rows.map(({ id }) => id)
}

const subjectsOf = async (db: Db, ids: readonly string[]): Promise<string[]> => {
  const rows = await db
    .selectDistinct({ subject: issues.subject })
    .from(issues)
    .where(inArray(issues.id, [...ids]))
  return rows.map(({ subject }) => subject)
}

const hitsOf = (db: Db, condition: ReturnType<typeof and>) =>
  db
    .select({ hitId: issueHits.hitId, triggerId: issueHits.triggerId, evidence: issueHits.evidence })
    .from(issueHits)
    .where(condition)
