import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { type HitRow, hitOfRow } from '@mingjing/rules/clickhouse/hit.ts'
import { hitsQuery, readsFrom } from '@mingjing/rules/clickhouse/query.ts'
import type { Verdict } from '@mingjing/rules/clickhouse/rows.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import { moment, quoted } from '../clickhouse/bind.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Reach } from '../postgres/reach.ts'
import { type Concerned, type Difference, mostConcerned } from './difference.ts'
import type { Exemptions, Late } from './exempt.ts'
import type { Lineage } from './lineage.ts'

/**
 * The hits of each rule held against SQL over the newest stretch of time. What it may cost is bounded: of a rule at most a
 * day, {@link mostRows} rows read by a question and {@link mostHits} hits, or else the newest hour, or minute; of all
 * rules `mostMs`. What that leaves out is told, and the next time begins behind where this one ended.
 */

const spansMs = [86_400_000, 3_600_000, 60_000]
export const mostRows = 3_000_000
const mostHits = 20_000
const mostSeconds = 20
/** Of all rules in one reconciliation on schedule. */
export const mostMs = 120_000

/** Why a rule was not compared: `young` reaches back behind its own beginning, `large` needs more than is allowed. */
export type PassedOver = 'young' | 'stopped' | 'large' | 'time' | 'late'

export interface Comparison {
  readonly differences: readonly Difference[]
  /** Rules compared. */
  readonly rules: number
  readonly passedOver: readonly { readonly ruleId: string; readonly why: PassedOver }[]
  /** The rule to begin behind the next time; null when all had their turn. */
  readonly endedAt: string | null
}

export interface Compared {
  readonly lane: ClickHouseReader
  readonly reach: readonly Reach[]
  readonly lineage: Lineage
  readonly exempt: Exemptions
  /** Begins behind this rule. */
  readonly behind: string | null
  /** Only these rules; all unless said. */
  readonly only?: ReadonlySet<string>
  /** Default {@link mostMs}. */
  readonly mostMs?: number
}

export const compareHits = async (parts: Compared): Promise<Comparison> => {
  const { lineage, behind, only } = parts
  const all = lineage.current.rules.filter(({ id }) => !only || only.has(id))
  const first = behind === null ? 0 : all.findIndex(({ id }) => id > behind)
  const turn = first <= 0 ? all : [...all.slice(first), ...all.slice(0, first)]
  const differences: Difference[] = []
  const passedOver: { ruleId: string; why: PassedOver }[] = []
  const until = performance.now() + (parts.mostMs ?? mostMs)
  let endedAt: string | null = null
  let last = behind
  for (const rule of turn) {
    if (performance.now() > until) {
      endedAt ??= last
      passedOver.push({ ruleId: rule.id, why: 'time' })
      continue
    }
    const found = await compareRule(parts, rule)
    if (typeof found === 'string') passedOver.push({ ruleId: rule.id, why: found })
    else differences.push(found)
    last = rule.id
  }
  return { differences, rules: differences.length, passedOver, endedAt }
}

const compareRule = async (parts: Compared, rule: CheckedRule): Promise<Difference | PassedOver> => {
  const { lineage, exempt } = parts
  const { current } = lineage
  const age = lineage.of(rule)
  const until = Math.min(lineage.until, exempt.judgedUntil(rule, current))
  let why: PassedOver = 'large'
  for (const span of spansMs) {
    // What a stopped rule did is old; only what lies within a day of now is asked.
    const from = lineage.until - span + 1
    if (until < from) return 'stopped'
    const reads = readsFrom(rule, current, from)
    // A match rule needs nothing but the event, and that says which bundle judged it.
    if (rule.kind !== 'match' && age.since !== null && (reads === null || reads <= age.since)) {
      why = 'young'
      continue
    }
    const late = exempt.late(rule, current, { from: reads, until })
    if (late === 'unclear') return 'late'
    const difference = await tryComparing(parts, rule, {
      from,
      until,
      ruleSets: [...age.ruleSets],
      isFromFirst: age.since === null,
      late,
    })
    if (difference !== 'large') return difference
    why = 'large'
  }
  return why
}

interface Stretch {
  readonly from: number
  readonly until: number
  readonly ruleSets: readonly string[]
  /** It has been the same from the first event on. */
  readonly isFromFirst: boolean
  /** Null when none came late. */
  readonly late: Late | null
}

const among = (texts: readonly string[]) => `(${texts.map(quoted).join(', ')})`
const within = (reach: readonly Reach[], withTopic: boolean) =>
  `(${reach.map(({ topic, partition, seq }) => `(${withTopic ? `topic = ${quoted(topic)} AND ` : ''}partition = ${partition} AND seq <= ${seq})`).join(' OR ')})`

const tryComparing = async (
  { lane, reach, lineage: { current } }: Compared,
  rule: CheckedRule,
  { from, until, ruleSets, isFromFirst, late }: Stretch,
): Promise<Difference | 'large'> => {
  const isMatch = rule.kind === 'match'
  const ofBundles = isMatch && !isFromFirst ? [`rule_set IN ${among(ruleSets)}`] : []
  const expectedOver = (verdicts: readonly Verdict[], without: readonly string[] = []) => {
    const left = without.length === 0 ? [] : [`NOT (verdict = 'late' AND concat(source, '#', id) IN ${among(without)})`]
    // A table of seventy columns costs its time before the first row is read: it is narrowed only where it must be.
    const conditions = [...(late === null ? [] : [within(reach, true)]), ...ofBundles, ...left]
    const table = conditions.length === 0 ? 'events' : `(SELECT * FROM events WHERE ${conditions.join(' AND ')})`
    return expectedHits(lane, rule, current, { from, until, table, verdicts })
  }
  try {
    // Between a late event and its re-check either answer may stand; a match rule judges it when it comes.
    const whole = await expectedOver(late === null && !isMatch ? ['ok'] : ['ok', 'late'])
    const sets = [whole]
    if (late !== null) sets.push(await expectedOver(['ok']))
    if (late?.isPartly) sets.push(await expectedOver(['ok', 'late'], late.open))
    const isSettled = late?.isSettled ?? (() => true)
    const must = (place: string, at: number) => (isSettled(at) ? whole.has(place) : sets.every((set) => set.has(place)))
    const may = (place: string, at: number) => (isSettled(at) ? whole.has(place) : sets.some((set) => set.has(place)))
    const standing = await standingHits(lane, reach, { rule, from, until, ruleSets })
    const missing = [...whole].filter(([place, { at }]) => must(place, at) && !standing.has(place))
    const surplus = [...standing].filter(([place, { at, isCurrent }]) => isCurrent && !may(place, at))
    const shared = standing.size - surplus.length
    return {
      what: rule.id,
      expected: shared + missing.length,
      found: shared + surplus.length,
      hits: [
        ...missing.map(([, hit]) => ({ ...hit, kind: 'missing' as const })),
        ...surplus.map(([, { isCurrent: _, ...hit }]) => ({ ...hit, kind: 'surplus' as const })),
      ].slice(0, mostConcerned),
    }
  } catch (error) {
    if (isTooLarge(error)) return 'large'
    throw error
  }
}

type Named = Omit<Concerned, 'kind'>
const bounds = `max_rows_to_read = ${mostRows}, max_execution_time = ${mostSeconds}, max_memory_usage = 2000000000`

class TooMany extends Error {}

/** Limits of ClickHouse: rows, seconds, memory. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof TooMany ||
  (error instanceof Error &&
    /TOO_MANY_ROWS|TIMEOUT_EXCEEDED|MEMORY_LIMIT|Code: (158|159|241|307)|Limit for rows/.test(error.message))

const expectedHits = async (
  lane: ClickHouseReader,
  rule: CheckedRule,
  bundle: Bundle,
  options: Parameters<typeof hitsQuery>[2],
): Promise<Map<string, Named>> => {
  const rows = await lane.query<HitRow>(
    `SELECT rule_id, key, step, subject, at_ms, trigger_source, trigger_id, [] AS evidence, NULL AS amount, '{}' AS values
     FROM (${hitsQuery(rule, bundle, options)}) LIMIT ${mostHits + 1} SETTINGS ${bounds}`,
  )
  if (rows.length > mostHits) throw new TooMany(rule.id)
  return new Map(
    rows.map((row) => {
      const { hitId, ruleId, subject, triggerId } = hitOfRow(rule, row)
      const at = Number(row.at_ms)
      return [`${hitId} ${at}`, { hitId, ruleId, subject, at, triggerId }]
    }),
  )
}

const standingHits = async (
  lane: ClickHouseReader,
  reach: readonly Reach[],
  { rule, from, until, ruleSets }: { rule: CheckedRule; from: number; until: number; ruleSets: readonly string[] },
): Promise<Map<string, Named & { isCurrent: boolean }>> => {
  const rows = await lane.query<{
    hit_id: string
    subject: string
    at_ms: number
    trigger_id: string
    current: number
  }>(
    `SELECT hit_id, any(subject) AS subject, toUnixTimestamp64Milli(at) AS at_ms, any(trigger_id) AS trigger_id,
       toUInt8(countIf(rule_set IN ${among(ruleSets)}) > 0) AS current
     FROM hits
     WHERE rule_id = ${quoted(rule.id)} AND at >= ${moment(from)} AND at <= ${moment(until)}
       AND ${within(reach, false)}
     GROUP BY hit_id, at_ms HAVING sum(sign) > 0 LIMIT ${mostHits + 1} SETTINGS ${bounds}`,
  )
  if (rows.length > mostHits) throw new TooMany(rule.id)
  return new Map(
    rows.map(({ hit_id, subject, at_ms, trigger_id, current }) => [
      `${hit_id} ${at_ms}`,
      { hitId: hit_id, ruleId: rule.id, subject, at: Number(at_ms), triggerId: trigger_id, isCurrent: current === 1 },
    ]),
  )
}
