import { evaluateReference } from '@mingjing/rules/reference/evaluate.ts'
import { gaps } from '@mingjing/sql/postgres/schema.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { isNull } from 'drizzle-orm'
import { decodeWire } from '../decode/record.ts'
import { recheckGaps } from '../jobs/recheck.ts'
import { startWorker } from '../worker.ts'
import { memorySource } from './memory-source.ts'
import { factsOf, ledger } from './oracle.ts'
import { trialBundle } from './rules.ts'
import { openTrialStores, trialClock, trialSteady, until } from './stores.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

export interface DisorderOutcome {
  readonly seed: number
  readonly onTime: number
  readonly late: number
  /** Hits of the rules that wait for order, before any late event came. */
  readonly inOrder: { readonly expected: string[]; readonly actual: string[] }
  /** All standing hits after the re-check. */
  readonly whole: { readonly expected: string[]; readonly actual: string[] }
  /** Hits that late events made or unmade: without any, the re-check would not be tried. */
  readonly changed: number
  readonly account: Awaited<ReturnType<typeof ledger>>
  /** Late events nobody judged again. */
  readonly open: number
  /** The event dated ahead did not push time. */
  readonly isBeforeAhead: boolean
}

const dayMs = 86_400_000
/** A backlog of many blocks. */
const blockRecords = 100

/**
 * A log out of order: shuffled within the lateness, many events in one millisecond, one dated weeks ahead and one beyond
 * what is believed, all of it a backlog of hours that lies there before the worker starts, whose wall clock is past every
 * deadline. Then what was held back comes, too late, and the ledger is closed.
 */
export const runDisorder = async (seed: number, count: number, lateShare = 0.03): Promise<DisorderOutcome> => {
  const random = randomFrom(seed)
  const bundle = trialBundle()
  const log = trialEvents(seed, count).map((line) => (random() < 0.3 ? onTheSecond(line) : line))
  const held = new Set(log.flatMap((_, n) => (random() < lateShare ? [n] : [])))
  const onTime = log.filter((_, n) => !held.has(n))
  const tooLate = log.filter((_, n) => held.has(n))
  const ahead = (id: string, days: number) =>
    JSON.stringify({
      ...JSON.parse(log.find((line) => line.includes('transaction.posted'))!),
      ...{ id, time: new Date(trialStart + count * 2_000 + days * dayMs).toISOString() },
    })
  const sent = [...onTime]
  sent.splice(Math.floor(random() * sent.length), 0, ahead('weeks-ahead', 20), ahead('beyond-belief', 60))

  const stores = await openTrialStores()
  const keys = passingKeys()
  const { source, send } = memorySource('events', sent, decodeWire(keyedHash(keys)), blockRecords)
  // The wall clock may drive time whenever the partition is quiet and caught up.
  const worker = await startWorker({
    ...{ postgres: stores.postgres, clickhouse: stores.clickhouse, keys, bundle, source },
    clock: trialClock(count),
    steady: trialSteady,
  })
  try {
    await worker.reached(0, sent.length)
    const last = trialStart + count * 2_000 + 2 * 3_600_000
    await until(() => (worker.status().watermark ?? 0) > last, 'time to pass')
    const watermark = async () => (await ledger(stores.clickhouse, stores.postgres.db)).watermark
    const facts = factsOf([...onTime, ...tooLate])
    const known = factsOf(onTime)
    const waits = new Set(bundle.rules.flatMap(({ id, kind }) => (kind === 'match' ? [] : [id])))
    const reference = (some: typeof facts, upTo: number, all: boolean) =>
      evaluateReference(bundle, some, upTo)
        .filter(({ ruleId }) => all || waits.has(ruleId))
        .map(({ hitId, at }) => `${hitId} ${Date.parse(at)}`)
        .sort()
    const standing = async (all: boolean) =>
      (
        await stores.clickhouse.query<{ rule_id: string; hit_id: string; at_ms: number; n: number }>(
          `SELECT toString(any(rule_id)) AS rule_id, hit_id, toUnixTimestamp64Milli(at) AS at_ms, sum(sign) AS n FROM hits
           GROUP BY hit_id, at_ms HAVING n != 0`,
        )
      )
        .filter(({ rule_id }) => all || waits.has(rule_id))
        .map(({ hit_id, at_ms, n }) => `${hit_id} ${at_ms}${Number(n) === 1 ? '' : ` ${n} times`}`)
        .sort()
    const inOrder = { expected: reference(known, await watermark(), false), actual: await standing(false) }

    for (let from = 0; from < tooLate.length; ) {
      const size = 1 + Math.floor(random() * 40)
      send(...tooLate.slice(from, from + size))
      from += size
    }
    await worker.reached(0, sent.length + tooLate.length)
    await worker.stop()
    const shelf = { current: bundle, find: async () => bundle }
    const now = new Date(trialClock(count)())
    while ((await recheckGaps({ db: stores.postgres.db, clickhouse: stores.clickhouse }, shelf, now)).gaps > 0);
    const account = await ledger(stores.clickhouse, stores.postgres.db)
    const expected = reference(facts, account.watermark, true)
    const before = new Set(reference(known, account.watermark, true))
    const open = await stores.postgres.db.select({ id: gaps.id }).from(gaps).where(isNull(gaps.recheckedAt))
    return {
      ...{ seed, onTime: onTime.length, late: tooLate.length, inOrder, account, open: open.length },
      whole: { expected, actual: await standing(true) },
      changed: expected.filter((hit) => !before.has(hit)).length,
      isBeforeAhead: account.watermark < trialStart + count * 2_000 + 19 * dayMs,
    }
  } finally {
    await worker.stop().catch(() => {})
    await stores.close()
  }
}

/** The same event on a whole second, which others share; it is moved by less than a second. */
const onTheSecond = (line: string): string => {
  const event = JSON.parse(line)
  return JSON.stringify({ ...event, time: event.time.replace(/\.\d{3}Z$/, '.000Z') })
}
