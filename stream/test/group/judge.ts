import { isDeepStrictEqual } from 'node:util'
import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { deadLetters, plans } from '@mingjing/sql/postgres/schema.ts'
import { differenceOf } from '../difference.ts'
import { type Expected, expect, factsOf, found } from '../oracle.ts'
import type { Bank } from './bank.ts'
import { type Entry, judgeJournal, readJournal } from './journal.ts'
import { deadlineRules } from './rules.ts'
import type { Member } from './start-member.ts'
import type { Write } from './witness.ts'

export interface Judged {
  /** What differs from the oracle or from the ledger's promise, in words; none is the promise kept. */
  readonly problems: readonly string[]
  readonly facts: number
  readonly hits: number
  /** Hits of deadlines, reminders among them: each must be there once. */
  readonly deadlineHits: number
  readonly duplicates: number
  readonly blocks: number
  /** Plans entered, and inserts begun, by who had been overtaken. */
  readonly zombieWrites: number
  /**
   * Inserts that reached ClickHouse after another worker had taken the block over, one a block at most: whoever slept
   * between the fence's answer and its insert. Their tokens absorb them.
   */
  readonly absorbed: number
}

/** Holds what the stores have, and how it came there, against what was acknowledged. */
export const judge = async (
  { postgres, clickhouse, kafka, admin, witness }: Bank,
  { bundle, acknowledged, everyone }: { bundle: Bundle; acknowledged: readonly string[]; everyone: readonly Member[] },
): Promise<Judged> => {
  const journal = await readJournal(postgres)
  const { problems, enteredAfterFence } = judgeJournal(journal)
  const blocks = await clickhouse.query<Block>(
    `SELECT topic, partition, seq, from_offset, to_offset, ok, late, duplicates, dead_letters, hits,
            toUnixTimestamp64Milli(watermark) AS watermark FROM blocks ORDER BY topic, partition, seq`,
  )
  problems.push(...judgeBlocks(blocks, journal))

  const sum = (name: keyof Block) => blocks.reduce((total, block) => total + Number(block[name]), 0)
  const facts = factsOf(acknowledged)
  const expected = expect(bundle, facts, Math.max(...blocks.map(({ watermark }) => Number(watermark))))
  const actual = await found(clickhouse, postgres.db)
  for (const name of Object.keys(expected) as (keyof Expected)[])
    if (!isDeepStrictEqual(actual[name], expected[name]))
      problems.push(differenceOf(name, actual[name], expected[name]))

  // The log itself says how many records there are, whoever sent them how often.
  const ends = await admin.fetchTopicOffsets(kafka.topic)
  const records = ends.reduce((total, { high }) => total + Number(high), 0)
  const counted = {
    ok: [sum('ok'), facts.length],
    late: [sum('late'), 0],
    duplicates: [sum('duplicates'), records - facts.length],
    'dead letters': [sum('dead_letters') + (await postgres.db.select().from(deadLetters)).length, 0],
    hits: [sum('hits'), expected.hits.length],
    'unfinished plans': [(await postgres.db.select().from(plans)).filter(({ state }) => state !== 'done').length, 0],
  }
  for (const [name, [is, should]] of Object.entries(counted))
    if (is !== should) problems.push(`${name}: ${is} instead of ${should}`)

  const { late, absorbed, different } = judgeWrites(witness.writes, journal, everyone)
  problems.push(...different, ...late)
  const timed = deadlineRules(bundle)
  return {
    ...{ problems, facts: facts.length, hits: expected.hits.length, duplicates: sum('duplicates') },
    ...{ blocks: blocks.length, absorbed, zombieWrites: enteredAfterFence + late.length },
    deadlineHits: Object.entries(expected.hitsByDay).reduce(
      (total, [day, n]) => total + (timed.has(day.split(' ')[1]!) ? n : 0),
      0,
    ),
  }
}

type Block = { topic: string } & Record<
  | 'partition'
  | 'seq'
  | 'from_offset'
  | 'to_offset'
  | 'ok'
  | 'late'
  | 'duplicates'
  | 'dead_letters'
  | 'hits'
  | 'watermark',
  number
>

/** The blocks of a lane follow one another without hole or overlap, and are those that were planned. */
const judgeBlocks = (blocks: readonly Block[], journal: readonly Entry[]): string[] => {
  const planned = new Map(
    journal
      .filter(({ what }) => what === 'entered')
      .map(({ lane, seq, from, to }) => [`${lane} ${seq}`, `${from}-${to}`]),
  )
  const problems: string[] = []
  const ends = new Map<string, { seq: number; to: number }>()
  for (const block of blocks) {
    const lane = `${block.topic}/${block.partition}`
    const end = ends.get(lane) ?? { seq: 0, to: 0 }
    const [seq, from, to] = [Number(block.seq), Number(block.from_offset), Number(block.to_offset)]
    if (seq !== end.seq + 1 || from !== end.to) problems.push(`block ${seq} of ${lane} stands behind block ${end.seq}`)
    if (planned.get(`${lane} ${seq}`) !== `${from}-${to}`) problems.push(`block ${seq} of ${lane} is not as planned`)
    ends.set(lane, { seq, to })
  }
  if (planned.size !== blocks.length) problems.push(`${blocks.length} blocks for ${planned.size} plans`)
  return problems
}

/** No token carries two different contents; and who inserted under a plan that was another's by then. */
const judgeWrites = (writes: readonly Write[], journal: readonly Entry[], everyone: readonly Member[]) => {
  const pidOf = new Map(everyone.map(({ name, pid }) => [name, pid]))
  const plan = new Map<string, Entry[]>()
  for (const entry of journal) {
    const name = `${entry.lane} ${entry.seq}`
    plan.set(name, [...(plan.get(name) ?? []), entry])
  }
  const digests = new Map<string, string>()
  const different = new Set<string>()
  const after = new Map<string, number>()
  for (const { who, token, digest, at } of writes) {
    if ((digests.get(token) ?? digest) !== digest) different.add(`${token} was inserted with two contents`)
    digests.set(token, digest)
    const [topic, partition, seq] = token.split(':')
    const name = `${topic}/${partition} ${seq}`
    const before = (plan.get(name) ?? []).filter((entry) => entry.at <= at)
    const owner = before.findLast(({ what }) => what !== 'done')
    const isLost = owner?.pid !== pidOf.get(who) || before.some(({ what }) => what === 'done')
    if (isLost) after.set(`${who} ${name}`, (after.get(`${who} ${name}`) ?? 0) + 1)
  }
  return {
    different,
    late: [...after].filter(([, n]) => n > 1).map(([name, n]) => `${name}: ${n} inserts after it was taken over`),
    absorbed: [...after.values()].filter((n) => n === 1).length,
  }
}
