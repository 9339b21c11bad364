import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import { headOffice } from '@mingjing/rules/events/orgunit.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { expressionsOf, listsIn } from '@mingjing/rules/language/expressions.ts'
import { loadList, withEntries } from '@mingjing/rules/language/list.ts'
import { clickhouseSubtree } from '../access/predicates.ts'
import { atHeadOffice, type Scope } from '../access/scope.ts'
import type { ClickHouse, ClickHouseReader } from '../clickhouse/connect.ts'
import { applied, listFile } from './apply.ts'
import { isBeside } from './beside.ts'
import { type Change, unitOf } from './change.ts'

/** What one rule finds over the stored events as it is, and as it would be. Hits, below the unit of the change. */
export interface BackTested {
  readonly rule: string
  readonly before: number
  readonly after: number
  /** Hits there would be and are not. */
  readonly gained: number
  /** Hits there are and would not be. */
  readonly lost: number
}

const dayMs = 86_400_000
/** Stored days a back-test looks at. */
export const backTestDays = 30

/**
 * Judges the last 30 stored days by the bundle in force and by the one with the change. Rules that may not be known
 * outside the head office are left out there. Scores are not asked again: they weigh what these rules find.
 */
export const backTest = async (
  clickhouse: ClickHouse,
  scope: Scope,
  { bundle, change, now }: { bundle: Bundle; change: Change; now: Date },
): Promise<BackTested[]> => {
  const next = following(bundle, change)
  const rules = concernedBy(bundle, change).filter((rule) => rule.class !== 'money-laundering' || atHeadOffice(scope))
  // A lane of its own: no screen waits for it.
  const lane = clickhouse.reader()
  try {
    const results: BackTested[] = []
    for (const rule of rules) results.push(await compare(lane, rule, { bundle, next, unit: unitOf(change), now }))
    return results
  } finally {
    await lane.close()
  }
}

/** Rules that a change may make find something else over days that were. Goals and shares judge nothing, and a year's days are mostly to come. */
export const concernedBy = (bundle: Bundle, change: Change): readonly CheckedRule[] =>
  isBeside(change) || change.kind === 'calendar'
    ? []
    : change.kind === 'parameter'
      ? bundle.rules.filter(({ id }) => id === change.rule)
      : bundle.rules.filter((rule) => rule.kind !== 'score' && listsIn(expressionsOf(rule)).has(change.list))

/** The bundle with the change, as far as queries read it: never published, so its hash is not its own. */
const following = (bundle: Bundle, change: Change): Bundle => {
  if (isBeside(change) || change.kind === 'calendar') return bundle
  const { parameters, lists } = applied(bundle, change, { lists: {}, calendars: {} })
  if (change.kind === 'parameter') return { ...bundle, parameters }
  const file = listFile(bundle, change.list)!
  const { list } = loadList({ path: file.path, text: withEntries(file, lists[change.list]!) })
  return { ...bundle, lists: bundle.lists.map((each) => (list && each.name === list.name ? list : each)) }
}

const compare = async (
  lane: ClickHouseReader,
  rule: CheckedRule,
  { bundle, next, unit, now }: { bundle: Bundle; next: Bundle; unit: string; now: Date },
): Promise<BackTested> => {
  const span = { from: now.getTime() - backTestDays * dayMs, until: now.getTime(), verdicts: ['ok', 'late'] as const }
  const side = (name: string, of: Bundle) =>
    `SELECT key, step, trigger_source, trigger_id, '${name}' AS side FROM (${hitsQuery(rule, of, span)})`
  const below =
    unit === headOffice
      ? ''
      : `WHERE (trigger_source, trigger_id) IN (SELECT source, id FROM events WHERE ${clickhouseSubtree(unit)})`
  const [row] = await lane.query<Omit<BackTested, 'rule'>>(`
    SELECT countIf(was) AS before, countIf(would) AS after, countIf(would AND NOT was) AS gained,
      countIf(was AND NOT would) AS lost
    FROM (
      SELECT max(side = 'before') AS was, max(side = 'after') AS would
      FROM (${side('before', bundle)} UNION ALL ${side('after', next)}) ${below}
      GROUP BY key, step, trigger_source, trigger_id)`)
  return { rule: rule.id, ...counted(row!) }
}

/** ClickHouse may write counts as texts, by a setting. */
const counted = ({ before, after, gained, lost }: Omit<BackTested, 'rule'>): Omit<BackTested, 'rule'> => ({
  before: Number(before),
  after: Number(after),
  gained: Number(gained),
  lost: Number(lost),
})
