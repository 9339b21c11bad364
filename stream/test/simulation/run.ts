import { log } from '../../log.ts'
import { lateness } from '../../order/order.ts'
import { trialBundle } from '../rules.ts'
import { randomFrom } from '../trial.ts'
import { type Arrivals, arrivalsOf } from './arrivals.ts'
import { assemble } from './assemble.ts'
import { type Faults, noFaults, planFaults } from './faults.ts'
import {
  compare,
  foundFates,
  foundHits,
  type Holdings,
  holdings,
  lasting,
  plainFates,
  referenceHits,
  replayed,
} from './judge.ts'
import type { Sabotage } from './sabotage.ts'
import { createTime } from './time.ts'

export interface Run {
  /** Everything that happened, a line each. */
  readonly trace: string
  /** What was broken, in words; none is the promise kept. */
  readonly broken: readonly string[]
  readonly faults: Pick<Faults, 'came' | 'missed'>
  /** What does not depend on faults. */
  readonly lasting: Holdings
  readonly arrivals: Arrivals
  readonly blocks: number
  readonly processes: number
}

const bundle = trialBundle()

/** From when on a run in which nothing more goes wrong must have come to its end, ms of simulated time. */
const patienceMs = 30 * 60_000
/** Longer than any deadline of the trial bank. */
const aheadMs = 5 * 3_600_000

/**
 * One partition from its first record to its last, with the faults of the seed or with none; then a process that is not
 * disturbed, a fresh event, and hours in which every deadline comes due.
 */
export const run = async (seed: number, how: { faulty: boolean; sabotage: Sabotage | null }): Promise<Run> => {
  log.level = 'silent'
  const time = createTime()
  const random = randomFrom(seed ^ 0xfa017)
  const arrivals = arrivalsOf(seed)
  const lines: string[] = []
  const trace = (line: string) => lines.push(line)
  const broken: string[] = []
  const wrong = (what: string) => {
    trace(`${time.now()} WRONG ${what}`)
    broken.push(what)
  }
  const faults = how.faulty ? planFaults(random, time, 2 + Math.floor(random() * 11)) : noFaults
  let isOver = false
  const during: Faults = { ...faults, at: (call) => (isOver ? null : faults.at(call)) }

  const { clickhouse, books, group, doneTo } = assemble({
    ...{ time, random, faults: during, sabotage: how.sabotage, arrivals, trace, wrong },
    bundles: { current: bundle, find: async () => bundle, putInForce: async () => {} },
    wall: (process) => arrivals.wall(time.now()) + process.skew,
    steady: time.now,
  })

  /** Lets time pass until something holds; false when it does not within the patience. */
  const until = async (holds: () => boolean): Promise<boolean> => {
    const patience = time.now() + patienceMs
    while (!holds()) if (time.now() > patience || !(await time.step())) return holds()
    return true
  }

  group.start()
  const mostMs = arrivals.end + 60_000
  while (time.now() < arrivals.end || (!faults.spent() && time.now() < mostMs)) {
    if (!(await time.step())) throw new Error('nobody is left to go on')
  }
  isOver = true
  trace(`${time.now()} nothing more goes wrong`)
  const last = arrivals.records.at(-1)!.offset
  if (!(await until(() => doneTo() > last))) wrong('the log was not read to its end')

  group.handOver(group.owner()!)
  const isNew = group.started() + 1
  if (!(await until(() => group.started() >= isNew))) wrong('nobody took over')
  arrivals.set(time.now(), aheadMs)
  const fresh = { at: time.now() + 2_000, offset: last + 1, text: '' }
  const freshTime = arrivals.wall(fresh.at)
  arrivals.records.push({ ...fresh, text: freshEvent(freshTime) })
  const hasPassed = () => doneTo() > fresh.offset && (books.plans[books.done() - 1]?.clock ?? 0) - lateness >= freshTime
  if (!(await until(hasPassed))) wrong('a fresh event did not get through')
  group.letGo(group.owner()!, 0)
  if (!(await until(() => group.hasEnded()))) wrong('a process does not end')
  // What dead processes asked for may still come.
  await until(() => false)

  for (const seq of books.unfinished()) wrong(`block ${seq} was planned and never done`)
  for (const problem of compare(
    replayed(books, arrivals, () => bundle),
    holdings(clickhouse, books),
    'its plans',
  ))
    wrong(problem)
  const judgedUntil = Math.max(...books.plans.map((plan) => plan.clock - lateness))
  const expected = referenceHits(clickhouse, arrivals, bundle, judgedUntil)
  for (const problem of compare(expected, foundHits(clickhouse), 'the reference')) wrong(problem)
  if (arrivals.isPlain) {
    const fates = compare(plainFates(arrivals), foundFates(clickhouse, books, arrivals), 'the plain rules')
    for (const problem of fates) wrong(problem)
  }
  return {
    trace: `${lines.join('\n')}\n`,
    broken,
    faults,
    lasting: lasting(clickhouse, books),
    arrivals,
    blocks: books.plans.length,
    processes: group.started(),
  }
}

const freshEvent = (time: number): string =>
  JSON.stringify({
    specversion: '1.0',
    id: 'fresh',
    source: 'core/cards',
    type: 'approval.decided',
    time: new Date(time).toISOString(),
    subject: 'app-fresh',
    orgunit: 'b01-s01-o1',
    data: { decision: 'approved', mode: 'manual', actor: 'p1', readSeconds: 5, amount: 100, rate: 0.1 },
  })
