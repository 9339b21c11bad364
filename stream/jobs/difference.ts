import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { type HitRow, hitOfRow } from '@mingjing/rules/clickhouse/hit.ts'
import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import type { Verdict } from '@mingjing/rules/clickhouse/rows.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { typesRead } from '@mingjing/rules/language/types-read.ts'
import type { ClickHouseReader } from '@mingjing/sql/clickhouse/connect.ts'

/** What late events mean for one rule. */
export interface Difference {
  readonly rule: CheckedRule
  /** Hits there are with the late events and not without. */
  readonly missing: readonly Hit[]
  /** Hits there are with and without them, at another time: of deadlines whose clock stood still; as they are with them. */
  readonly moved: readonly Hit[]
  /** Ids of hits there are without the late events and not with them. */
  readonly refuted: readonly string[]
}

/** Late events to be judged: their types, and the time they reach from, epoch ms. */
export interface Lateness {
  readonly types: ReadonlySet<string>
  readonly from: number
  /** Up to when the worker has judged. */
  readonly until: number
  /**
   * Rules that judged nothing any more, as `id@version`, and up to when they, or SQL in their place, have: what comes
   * after is found when SQL comes to it.
   */
  readonly stopped: ReadonlyMap<string, number>
}

/**
 * What each rule would have found had the late events come in time. A late event changes nothing before its own time,
 * so hits from the earliest on are compared: over the events judged in order, and over those with the late ones.
 */
export const differencesOf = async (
  clickhouse: ClickHouseReader,
  bundle: Bundle,
  late: Lateness,
): Promise<Difference[]> => {
  const differences: Difference[] = []
  for (const rule of bundle.rules) {
    if (!isConcerned(rule, bundle, late)) continue
    const until = Math.min(late.until, stoppedUntil(rule, bundle, late))
    if (until < late.from) continue
    const hits = async (verdicts: readonly Verdict[]): Promise<Map<string, Hit>> => {
      const sql = hitsQuery(rule, bundle, { from: late.from, until, verdicts })
      const rows = await clickhouse.query<HitRow>(sql)
      return new Map(rows.map((row) => hitOfRow(rule, row)).map((hit) => [hit.hitId, hit]))
    }
    const without = await hits(['ok'])
    const whole = await hits(['ok', 'late'])
    const missing = [...whole.values()].filter(({ hitId }) => !without.has(hitId))
    const refuted = [...without.keys()].filter((hitId) => !whole.has(hitId))
    const moved = [...whole.values()].filter(({ hitId, at }) => (without.get(hitId)?.at ?? at) !== at)
    if (missing.length + refuted.length + moved.length > 0) differences.push({ rule, missing, moved, refuted })
  }
  return differences
}

/** Match rules judge late events when they come, unless stopped. Every other rule that reads one of their types is asked again. */
const isConcerned = (rule: CheckedRule, bundle: Bundle, late: Lateness): boolean => {
  if (rule.kind === 'match' && !late.stopped.has(nameOf(rule))) return false
  return readBy(rule, bundle).some((each) => typesRead(each).some((type) => late.types.has(type)))
}

const stoppedUntil = (rule: CheckedRule, bundle: Bundle, { stopped }: Lateness): number =>
  Math.min(...[rule, ...readBy(rule, bundle)].map((each) => stopped.get(nameOf(each)) ?? Number.POSITIVE_INFINITY))

/** The rules whose events a rule reads: of a score those it weighs. */
const readBy = (rule: CheckedRule, bundle: Bundle): readonly CheckedRule[] =>
  rule.kind === 'score' ? bundle.rules.filter(({ id }) => rule.of.some(({ ruleId }) => ruleId === id)) : [rule]

const nameOf = ({ id, version }: CheckedRule): string => `${id}@${version}`
