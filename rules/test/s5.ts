import { isDeepStrictEqual } from 'node:util'
import { type Bundle, makeBundle } from '../bundle/bundle.ts'
import { hitsQuery } from '../clickhouse/query.ts'
import type { Budget } from '../engine/budget.ts'
import { createEngine, type Engine, type Stop } from '../engine/engine.ts'
import { byMillisecond } from '../engine/evaluate.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareHits } from '../hits/order.ts'
import type { Problem } from '../language/problem.ts'
import { hostileRule } from './hostile.ts'
import { hostileLog } from './hostile-log.ts'
import { neighbours } from './neighbours.ts'

/** Budgets that the log of the campaign can exhaust; what a rule may do to it beyond that is the same as ever. */
export const scantBudget: Budget = { held: 1_200, stepsALook: 100, stepsAtOnce: 20_000, looksBetweenCounts: 256 }
export const noBudget: Budget = { held: Infinity, stepsALook: 0, stepsAtOnce: Infinity, looksBetweenCounts: 256 }

export interface S5Report {
  readonly seed: number
  /** Files of hostile rules, and what became of them. */
  readonly files: number
  readonly rejected: number
  readonly stopped: number
  readonly finished: number
  /** Of those stopped, by which budget. */
  readonly by: Readonly<Record<Stop['budget'], number>>
  readonly neighbourHits: number
  /** The most processor time it took to read the files of ten hostile rules, and to run them over the log beside good ones. */
  readonly readMs: number
  readonly runMs: number
  /** What should not have been; each names the rule and its attack. */
  readonly violations: readonly string[]
}

export interface Campaign {
  readonly seed: number
  readonly count: number
  readonly budget: Budget
  /** Events of the log each bundle is run on. */
  readonly events: number
  /** Number of the first hostile rule of the seed; 0 if absent. */
  readonly first?: number
}

/** Hostile rules of one bundle. */
const atOnce = 10

const spentMs = (since: NodeJS.CpuUsage): number => process.cpuUsage(since).user / 1_000

/** Runs hostile rules beside good ones and notes whatever a good one, the process or the work they are worth would tell. */
export const runS5 = ({ seed, count, budget, events: length, first = 0 }: Campaign): S5Report => {
  const log = hostileLog(seed, length)
  const alone = run(createEngine(makeBundle({ files: neighbours }).bundle, noBudget), log).hits
  const violations: string[] = []
  const by = { held: 0, steps: 0 }
  let [files, rejected, finished, readMs, runMs] = [0, 0, 0, 0, 0]
  for (let from = 0; from < count; from += atOnce) {
    const hostile = Array.from({ length: Math.min(atOnce, count - from) }, (_, i) =>
      hostileRule(seed, first + from + i),
    )
    const batch = hostile.flatMap((one) => one.files)
    const attackOf = (path: string) => hostile.find((one) => one.files.some((file) => file.path === path))?.attack
    const blame = (path: string, what: string) => violations.push(`${path} (${attackOf(path) ?? 'neighbour'}): ${what}`)
    const began = process.cpuUsage()
    const { bundle, problems } = makeBundle({ files: [...batch, ...neighbours] })
    readMs = Math.max(readMs, spentMs(began))
    files += batch.length

    const accepted = new Set([...bundle.rules.map(({ path }) => path), ...bundle.lists.map(({ name }) => name)])
    const wrong = new Map(Map.groupBy(problems, ({ path }) => path))
    for (const { path, text } of batch) {
      const told = wrong.get(path)
      if (told) rejected++
      for (const problem of told ?? []) for (const fault of unclear(problem, text)) blame(path, fault)
      if (!told && !accepted.has(path) && !/^kind: (list|flow-graph)$/m.test(text))
        blame(path, 'neither accepted nor rejected')
    }
    for (const { path } of neighbours) if (wrong.has(path)) blame(path, `rejected: ${wrong.get(path)![0]!.message}`)

    const engine = createEngine(bundle, budget)
    const started = process.cpuUsage()
    const { hits } = run(engine, log)
    runMs = Math.max(runMs, spentMs(started))
    const good = hits.filter(({ ruleId }) => ruleId.startsWith('good.'))
    if (!isDeepStrictEqual(good, alone)) blame(batch[0]!.path, 'a neighbour’s hits are not what they are without it')
    for (const rule of bundle.rules) {
      if (hitsQuery(rule, bundle, everything).length > longestQuery) blame(rule.path, 'its SQL has no bounds')
      if (pwned(unquoted(hitsQuery(rule, bundle, everything)))) blame(rule.path, 'its SQL is more than its own')
    }
    const stops = engine.stops()
    for (const { ruleId, budget: which } of stops) {
      by[which]++
      if (ruleId.startsWith('good.')) violations.push(`${ruleId}: a good rule was stopped`)
    }
    for (const excess of excesses(engine, bundle, log)) violations.push(excess)
    const hostileRules = bundle.rules.filter(({ id }) => !id.startsWith('good.'))
    finished += hostileRules.length - stops.length
    if ('pwned' in globalThis || Object.keys(Object.prototype).length > 0) blame(batch[0]!.path, 'its text was run')
  }
  const stopped = by.held + by.steps
  return {
    seed,
    files,
    rejected,
    stopped,
    finished,
    by,
    neighbourHits: alone.length,
    readMs,
    runMs,
    violations,
  }
}

const everything = { until: Date.UTC(2027, 0, 1) }
const longestQuery = 2_000_000

const run = (engine: Engine, log: readonly Event[]): { hits: Hit[] } => {
  const hits: Hit[] = []
  for (const group of byMillisecond(log)) {
    for (const event of group) hits.push(...engine.match(event))
    hits.push(...engine.observe(group).hits)
  }
  hits.push(...engine.due(log.at(-1)!.time + 86_400_000).hits)
  return { hits: hits.sort(compareHits) }
}

/** A problem must say where and what; what the machinery says when it breaks is no answer. */
const unclear = ({ line, column, length, message, code }: Problem, text: string): string[] => {
  const lines = text.split('\n').length
  return [
    ...(line >= 1 && line <= lines + 1 && column >= 1 && length >= 1
      ? []
      : [`it is told at ${line}:${column}, ${length} long`]),
    ...(message.length > 3 && message.length <= 401 && code !== ''
      ? []
      : [`it is told in ${message.length} characters`]),
    ...(/stack|undefined|\[object|TypeError|RangeError|NaN\b/.test(message) ? [`it is told as "${message}"`] : []),
  ]
}

/** SQL without its text constants. */
const unquoted = (sql: string): string => sql.replace(/'(?:[^'\\]|\\.)*'/gs, "''")
const pwned = (sql: string): boolean => /pwned|DROP|system\.|HYPERLINK|--|\/\*|;|\$\$|\u2028/.test(sql)

/** Rules that went on although they cost more than they may; what one millisecond may bring is allowed for. */
const excesses = (engine: Engine, bundle: Bundle, log: readonly Event[]): string[] => {
  const looks = log.length * 2
  return engine.costs().flatMap(({ ruleId, steps, held }) => {
    const { cost } = bundle.rules.find(({ id }) => id === ruleId)!
    const late = cost * longestText * longestGroup
    const most = scantBudget.stepsAtOnce + looks * scantBudget.stepsALook + late
    return [
      ...(steps > most ? [`${ruleId}: took ${steps} steps, at most ${most} are allowed`] : []),
      ...(held > scantBudget.held ? [`${ruleId}: holds ${held}, at most ${scantBudget.held} are allowed`] : []),
    ]
  })
}

/** Steps that one instruction of a pattern may come to over the longest text. */
const longestText = 512 / 10
/** Events of the log that may share a millisecond, after which a rule is stopped. */
const longestGroup = 2
