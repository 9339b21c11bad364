import type { ClickHouse } from '@mingjing/sql/clickhouse/connect.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import { gaps } from '@mingjing/sql/postgres/schema.ts'
import { stoppedRules } from '@mingjing/sql/queries/gap-ledger.ts'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { BundleShelf } from '../recover/bundles.ts'
import { differencesOf } from './difference.ts'
import { judgedUntil } from './judged-until.ts'
import { writeDifferences } from './write-differences.ts'

export interface Rechecked {
  /** Late events judged. */
  readonly gaps: number
  /** Hits that had been missed and stand now. */
  readonly opened: number
  /** Hits that the late events refuted. */
  readonly withdrawn: number
}

/** Late events one re-check takes on; the rest waits for the next. */
const most = 5_000

/**
 * Closes the gap ledger's late events: what the keyed rules would have found had they come in time is opened, what they
 * refute is withdrawn, each once, and of a deadline they put off the hit is moved; afterwards the standing hits are those
 * of SQL over all events. Every step may be done again after a crash: rows already there are not written, hits already
 * in an issue are passed by. Events are judged by the bundle of the block they came in, those of one bundle at a time; by
 * the one in force if that loads no more.
 */
export const recheckGaps = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  bundles: Pick<BundleShelf, 'current' | 'find'>,
  now: Date,
): Promise<Rechecked> => {
  const isOpen = and(eq(gaps.kind, 'late'), isNull(gaps.recheckedAt))
  const [oldest] = await db
    .select({ ruleSet: gaps.ruleSet })
    .from(gaps)
    .where(isOpen)
    .orderBy(asc(gaps.seenAt), asc(gaps.id))
    .limit(1)
  if (!oldest) return { gaps: 0, opened: 0, withdrawn: 0 }
  const bundle = await bundles.find(oldest.ruleSet).catch(() => bundles.current)
  const open = await db
    .select({ id: gaps.id, type: gaps.type, time: gaps.eventTime, partition: gaps.partition, seq: gaps.seq })
    .from(gaps)
    .where(and(isOpen, eq(gaps.ruleSet, oldest.ruleSet)))
    .orderBy(asc(gaps.seenAt), asc(gaps.id))
    .limit(most)
  const first = open[0]!
  const types = new Set(open.flatMap(({ type }) => type ?? []))
  const from = Math.min(...open.map(({ time }) => time!.getTime()))
  // A lane of its own: asking every rule twice may take minutes, and no screen shall wait for it.
  const lane = clickhouse.reader()
  try {
    const until = await judgedUntil(db, lane)
    if (until === 0) return { gaps: 0, opened: 0, withdrawn: 0 }
    const stopped = await stoppedRules(db)
    const differences = await differencesOf(lane, bundle, { types, from, until, stopped })
    const { opened, withdrawn } = await writeDifferences({ db, clickhouse, lane }, differences, {
      ...{ bundle, place: first, now, name: 'late' },
      also: async (tx) => {
        for (let at = 0; at < open.length; at += 1_000) {
          const ids = open.slice(at, at + 1_000).map(({ id }) => id)
          await tx
            .update(gaps)
            .set({ recheckedAt: now, recheckedUntil: new Date(until) })
            .where(inArray(gaps.id, ids))
        }
      },
    })
    return { gaps: open.length, opened, withdrawn }
  } finally {
    await lane.close()
  }
}
