import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import type { CheckedRule } from '@mingjing/rules/language/checked.ts'
import type { ClickHouseReader } from '../clickhouse/connect.ts'
import type { Reach } from '../postgres/reach.ts'

/** Since when the rules of the bundle in force judge as they do now. */
export interface Lineage {
  readonly current: Bundle
  /** Up to when every partition has judged, epoch ms. */
  readonly until: number
  readonly of: (rule: CheckedRule) => Age
}

export interface Age {
  /** Hashes of the bundles it has been the same in. */
  readonly ruleSets: ReadonlySet<string>
  /** Time judged up to when it came into force, epoch ms; null when it has been there from the first event on. */
  readonly since: number | null
}

interface Block {
  rule_set: string
  watermark: number
}
interface Change {
  previous: string
  before: number
}

/** Changes of the bundle that are looked back over; what a rule judged before them is not compared. */
const mostChanges = 10

const milliseconds = (column: string) => `toUnixTimestamp64Milli(${column})`
const ofPartition = 'topic = {topic:String} AND partition = {partition:UInt16} AND seq <= {seq:UInt64}'

/** Null while partitions stand under different bundles, before the first block, and where a bundle loads no more. */
export const lineageOf = async (
  lane: ClickHouseReader,
  reach: readonly Reach[],
  bundleOf: (hash: string) => Promise<Bundle | null>,
): Promise<Lineage | null> => {
  const newest: Block[] = []
  const changes: Change[] = []
  for (const at of reach) {
    newest.push(
      ...(await lane.query<Block>(
        `SELECT rule_set, ${milliseconds('watermark')} AS watermark FROM blocks WHERE ${ofPartition}
         ORDER BY seq DESC LIMIT 1`,
        { ...at },
      )),
    )
    changes.push(
      ...(await lane.query<Change>(
        `SELECT previous, ${milliseconds('before')} AS before FROM (
           SELECT seq, rule_set, lagInFrame(toString(rule_set)) OVER w AS previous, lagInFrame(watermark) OVER w AS before
           FROM blocks WHERE ${ofPartition}
           WINDOW w AS (ORDER BY seq ROWS BETWEEN 1 PRECEDING AND CURRENT ROW))
         WHERE previous != '' AND previous != rule_set ORDER BY seq DESC LIMIT ${mostChanges}`,
        { ...at },
      )),
    )
  }
  const hash = newest[0]?.rule_set
  if (hash === undefined || newest.some(({ rule_set }) => rule_set !== hash)) return null
  const current = await bundleOf(hash)
  if (current === null) return null

  changes.sort((a, b) => b.before - a.before)
  const earlier: { bundle: Bundle | null; hash: string; before: number }[] = []
  for (const { previous, before } of changes.slice(0, mostChanges))
    earlier.push({ bundle: await bundleOf(previous).catch(() => null), hash: previous, before })

  return {
    current,
    until: Math.min(...newest.map(({ watermark }) => Number(watermark))),
    of(rule) {
      const meaning = meaningOf(rule, current)
      const ruleSets = new Set([hash])
      for (const { bundle, hash: previous, before } of earlier) {
        const then = bundle?.rules.find(({ id }) => id === rule.id)
        if (!bundle || !then || meaningOf(then, bundle) !== meaning) return { ruleSets, since: before }
        ruleSets.add(previous)
      }
      return { ruleSets, since: changes.length < mostChanges ? null : (earlier.at(-1)?.before ?? null) }
    },
  }
}

/** Everything the hits of a rule follow from besides events. */
const meaningOf = (rule: CheckedRule, bundle: Bundle): string => {
  const weighed = rule.kind === 'score' ? rule.of.map(({ ruleId }) => ruleId) : []
  const rules = bundle.rules.filter(({ id }) => id === rule.id || weighed.includes(id))
  return JSON.stringify([rules, rules.map(({ id }) => bundle.parameters[id] ?? {}), bundle.lists, bundle.calendars])
}
