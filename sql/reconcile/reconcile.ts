import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse, ClickHouseReader } from '../clickhouse/connect.ts'
import type { Db } from '../postgres/connect.ts'
import { storedBundle } from '../queries/bundle.ts'
import { erasedSums } from '../retention/erased.ts'
import { type Check, checks } from './checks.ts'
import type { Difference } from './difference.ts'
import { doneBlocks } from './done-blocks.ts'
import { exemptions } from './exempt.ts'
import { compareHits, type PassedOver } from './hits.ts'
import { lineageOf } from './lineage.ts'

export interface Reconciled {
  /** When it was done, epoch ms. */
  readonly at: number
  readonly checks: readonly Checked[]
  /** The rule behind which the next comparison with SQL begins; null when all had their turn. */
  readonly endedAt?: string | null
}

export interface Checked {
  readonly id: Check['id'] | 'hits'
  /** Things compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Rules that were not compared, and why. */
  readonly passedOver?: readonly { readonly ruleId: string; readonly why: PassedOver }[]
}

/** Differences one check tells; more would help nobody. */
const most = 50
const usualPatienceMs = 2_000

interface Asked {
  readonly now: Date
  /** The rule behind which the comparison with SQL begins, so that all get their turn. */
  readonly behind?: string | null
  /** How long a difference must last; what is being written is in one place before the other. */
  readonly patienceMs?: number
  /** What comparing with SQL may take at most, each time, ms. */
  readonly mostMs?: number
}

/**
 * Proves that nothing is lost or counted twice: what came in is stored, repeated or a dead letter; rollups equal their
 * recount; hits are those that SQL finds, and those that open issues are in issues. Only blocks that are done are looked
 * at, and a difference counts only if it is there twice. Reads on a lane of its own; what it reads of events is bounded,
 * see {@link ./hits.ts}.
 */
export const reconcile = async (
  { db, clickhouse }: { readonly db: Db; readonly clickhouse: ClickHouse },
  { now, behind = null, patienceMs = usualPatienceMs, mostMs }: Asked,
): Promise<Reconciled> => {
  const lane = clickhouse.reader()
  try {
    const first = await look({ db, lane, behind, mostMs })
    if (first.checks.every(({ differences }) => differences.length === 0)) return { at: now.getTime(), ...first }
    await sleep(patienceMs)
    const differing = first.checks.find(({ id }) => id === 'hits')!.differences.map(({ what }) => what)
    const second = await look({ db, lane, behind: null, only: new Set(differing), mostMs })
    return {
      at: now.getTime(),
      endedAt: first.endedAt,
      checks: second.checks.map((check, i) => lasting(check, first.checks[i]!)),
    }
  } finally {
    await lane.close()
  }
}

interface Look {
  readonly db: Db
  readonly lane: ClickHouseReader
  readonly behind: string | null
  readonly only?: ReadonlySet<string>
  readonly mostMs?: number | undefined
}

const look = async ({
  db,
  lane,
  behind,
  only,
  mostMs,
}: Look): Promise<{ checks: Checked[]; endedAt: string | null }> => {
  const exempt = await exemptions(db)
  const reach = await doneBlocks(db)
  const erased = await erasedSums(db, lane)
  const looked: Checked[] = []
  for (const { id, pairs } of checks) {
    const rows = await pairs({ db, lane, reach, erased })
    looked.push({ id, compared: rows.length, differences: rows.filter(isWrong).slice(0, most) })
  }
  const lineage = await lineageOf(lane, reach, (hash) => storedBundle(db, hash))
  if (lineage === null) return { checks: [...looked, { id: 'hits', compared: 0, differences: [] }], endedAt: null }
  const found = await compareHits({
    lane,
    reach,
    lineage,
    exempt,
    behind,
    ...(only && { only }),
    ...(mostMs && { mostMs }),
  })
  looked.push({
    id: 'hits',
    compared: found.rules,
    differences: found.differences.filter(isWrong).slice(0, most),
    passedOver: found.passedOver,
  })
  return { checks: looked, endedAt: found.endedAt }
}

const isWrong = ({ expected, found, hits = [] }: Difference): boolean => expected !== found || hits.length > 0

/** What was there both times; of hits, those that were. */
const lasting = (check: Checked, before: Checked): Checked => {
  const known = new Map(before.differences.map((difference) => [difference.what, difference]))
  const differences = check.differences.flatMap((difference) => {
    const earlier = known.get(difference.what)
    if (!earlier) return []
    if (!difference.hits?.length || !earlier.hits?.length) return [difference]
    const names = new Set(earlier.hits.map(({ hitId, kind }) => `${kind} ${hitId}`))
    const hits = difference.hits.filter(({ hitId, kind }) => names.has(`${kind} ${hitId}`))
    return hits.length === 0 ? [] : [{ ...difference, hits }]
  })
  // Asked again were only the rules that differed; those there was no time for are not known to.
  const unasked = check.passedOver ?? []
  const whole =
    check.id === 'hits'
      ? { compared: before.compared - unasked.length, passedOver: [...(before.passedOver ?? []), ...unasked] }
      : {}
  return { ...check, differences, ...whole }
}
