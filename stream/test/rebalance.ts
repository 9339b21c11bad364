import { openBank } from './group/bank.ts'
import { openCrew } from './group/crew.ts'
import { planFaults, type Share } from './group/faults.ts'
import { type Judged, judge } from './group/judge.ts'
import { openLoad } from './group/load.ts'
import { groupBundle } from './group/rules.ts'
import { type Struck, strike } from './group/strike.ts'
import type { Broker } from './kafka-broker.ts'
import { randomFrom, trialStart } from './trial.ts'

export interface RebalanceForm {
  readonly partitions: number
  /** Faults while events flow. */
  readonly underLoad: Share
  /** Faults afterwards, while time alone passes and deadlines fire. */
  readonly asTimePasses: Share
}

export interface RebalanceOutcome extends Judged {
  readonly seed: number
  readonly struck: readonly Struck[]
  readonly slowestTakeoverMs: number
}

const minute = 60_000
const hour = 60 * minute
/** While events flow the clock only has snapshots taken, some seconds apart. */
const idleSpeed = 10
/** Then half an hour, which is what most deadlines have, lasts as long as a zombie sleeps. */
const passingSpeed = 200
const atFirst = 2

/**
 * Workers of one consumer group, each a process of its own, which join, leave, are killed and sleep past their session
 * while a bank's events flow, and while time passes. In the end, without faults, fresh events get through and all
 * deadlines pass. Everything that chance decides follows from the seed; how the processes meet does not.
 */
export const runRebalance = async (
  { brokers }: Extract<Broker, { kind: 'up' }>,
  seed: number,
  { partitions, underLoad, asTimePasses }: RebalanceForm,
  tell: (struck: Struck) => void = () => {},
): Promise<RebalanceOutcome> => {
  const random = randomFrom(seed)
  const bundle = groupBundle()
  const bank = await openBank(brokers, partitions)
  const crew = openCrew(bank, {
    course: { base: trialStart + 24 * hour, since: Date.now(), speed: idleSpeed },
    held: true,
  })
  const struck: Struck[] = []
  const strikeAll = async (share: Share, first: number) => {
    for (const fault of planFaults(random, share, crew.members.length, first)) {
      const one = await strike({ bank, crew, random }, fault)
      struck.push(one)
      tell(one)
    }
  }
  try {
    await Promise.all(Array.from({ length: atFirst }, () => crew.start()))
    await crew.settled()
    const load = await openLoad(bank, seed, random)
    load.go()
    await strikeAll(underLoad, seed)
    await load.rest()

    const isRead = async () => {
      const ends = await bank.admin.fetchTopicOffsets(bank.kafka.topic)
      const lanes = await standing(bank.clickhouse)
      return ends.every(({ partition, high }) => (lanes.get(partition)?.next ?? 0) === Number(high))
    }
    await crew.until(isRead, 'all events to be read')
    crew.tell({ course: { base: load.newest(), since: Date.now(), speed: passingSpeed }, held: false })
    await strikeAll(asTimePasses, seed + underLoad.zombies)

    // No faults any more. The clock must not come to these before they are read, so they lie well ahead of it.
    const ahead = load.newest() + 24 * hour
    await load.send(freshEvents(ahead))
    await crew.until(isRead, 'fresh events to be read')
    crew.tell({ course: { base: ahead + 2 * hour, since: Date.now(), speed: idleSpeed }, held: false })
    await crew.until(async () => {
      const lanes = [...(await standing(bank.clickhouse)).values()]
      return lanes.length === 2 * partitions && lanes.every(({ watermark }) => watermark > ahead + hour)
    }, 'time to pass')
    await load.close()
    await Promise.all(
      crew.members.splice(0).map((member) => {
        member.signal('SIGTERM')
        return member.ended
      }),
    )
    const judged = await judge(bank, { bundle, acknowledged: load.acknowledged, everyone: crew.everyone })
    return { seed, struck, slowestTakeoverMs: Math.max(...struck.map(({ takeoverMs }) => takeoverMs)), ...judged }
  } finally {
    await crew.close()
    await bank.close()
  }
}

/** Where each partition and place stands: the offset and the time it has come to. */
const standing = async (clickhouse: Awaited<ReturnType<typeof openBank>>['clickhouse']) => {
  const rows = await clickhouse.query<{ partition: number; next: number; watermark: number }>(
    `SELECT partition, max(to_offset) AS next, toUnixTimestamp64Milli(argMax(watermark, seq)) AS watermark
     FROM blocks GROUP BY partition`,
  )
  return new Map(
    rows.map(({ partition, next, watermark }) => [
      Number(partition),
      { next: Number(next), watermark: Number(watermark) },
    ]),
  )
}

/** One that hits at once and opens a deadline, and one that waits for a decision. */
const freshEvents = (at: number): string[] => {
  const event = (type: string, data: object) =>
    JSON.stringify({
      ...{ specversion: '1.0', id: `fresh-${type}`, source: 'core/cards', time: new Date(at).toISOString() },
      ...{ orgunit: 'b01-s01-o1', subject: 'fresh', type, data },
    })
  return [
    event('approval.decided', { decision: 'approved', mode: 'manual', actor: 'fresh', readSeconds: 1, amount: 100 }),
    event('application.submitted', { product: 'card', channel: 'mobile', amount: 100, customer: 'c1' }),
  ]
}
