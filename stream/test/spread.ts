import { isDeepStrictEqual } from 'node:util'
import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { evaluateEngine } from '@mingjing/rules/engine/evaluate.ts'
import type { Hit } from '@mingjing/rules/hits/hit.ts'
import { compareHits } from '@mingjing/rules/hits/order.ts'
import { passingKeys } from '@mingjing/sql/vault/keys.ts'
import { keyedHash } from '@mingjing/sql/vault/seal.ts'
import { lettersOf } from '../across/letter.ts'
import { acrossStage } from '../across/stage.ts'
import { numberOf, type Topology } from '../across/topology.ts'
import { adopt } from '../block/adopt.ts'
import type { Block } from '../block/block.ts'
import { eventStage } from '../block/stage.ts'
import { decodeWire, type SourceRecord } from '../decode/record.ts'
import { lateness } from '../order/order.ts'
import type { Plan } from '../plan/plan.ts'
import type { Kept, Moment, Stage, Standing } from '../stage.ts'
import { suspicionFile, trialFiles } from './rules.ts'
import { randomFrom, trialEvents, trialStart } from './trial.ts'

const { bundle, problems } = makeBundle({ files: [...trialFiles, suspicionFile] })
if (problems.length > 0) throw new Error(JSON.stringify(problems))

/** A partition that somebody owns: its records, what was planned of it, and what is remembered of its snapshot. */
interface Lane {
  readonly place: { readonly topic: string; readonly partition: number }
  readonly stage: Stage<Standing, unknown>
  readonly log: SourceRecord[]
  readonly ledger: Plan[]
  readonly blocks: Map<number, Block>
  kept: Kept | null
  state: Standing
}

const laneOf = <S extends Standing, R>(place: Lane['place'], stage: Stage<S, R>): Lane => ({
  place,
  stage: stage as unknown as Lane['stage'],
  log: [],
  ledger: [],
  blocks: new Map(),
  kept: null,
  state: stage.empty(bundle),
})

/** A bank of so many partitions and places in memory, whose workers die now and then. */
const bankOf = (partitions: number, places: number, random: () => number) => {
  const problems: string[] = []
  let deaths = 0
  const topology: Topology = { events: 'events', partitions, across: 'across', places }
  const pick = (n: number) => Math.floor(random() * n)
  const events = Array.from({ length: partitions }, (_, partition) =>
    laneOf({ topic: 'events', partition }, eventStage(decodeWire(keyedHash(passingKeys())), places)),
  )
  const across = Array.from({ length: places }, (_, place) =>
    laneOf({ topic: 'across', partition: numberOf(place) }, acrossStage(topology, place)),
  )

  /** Sends what a block tells, perhaps not all of it. */
  const post = ({ plan, outward }: Block, isWhole: boolean) => {
    for (const [place, { log }] of across.entries()) {
      const letters = lettersOf(plan, outward!, place)
      const sent = isWhole ? letters.length : pick(letters.length + 1)
      for (const letter of letters.slice(0, sent)) log.push({ offset: log.length, text: JSON.stringify(letter) })
    }
  }
  const decoded = ({ stage, log }: Lane, from: number, to: number) => log.slice(from, to).map(stage.decode)
  const run = async (lane: Lane, plan: Plan): Promise<Block> => {
    adopt(lane.state, bundle)
    const block = lane.stage.advance(lane.state, decoded(lane, plan.from, plan.to), plan)
    lane.blocks.set(plan.seq, block)
    return block
  }
  /** Plans and does the next block of a lane; answers whether there was one. */
  const step = async (lane: Lane, to: number, clock: number | null): Promise<boolean> => {
    const { stage, state, place } = lane
    let by = clock
    if (by === null) {
      const moment = {
        worker: { bundles: { current: bundle, find: async () => bundle }, clock: () => 0 },
      } as unknown as Moment
      const asked = await stage.planner(moment)(state, decoded(lane, state.next, to), to)
      if (!asked) return false
      by = asked.clock
    }
    const answers = { wall: Number.MAX_SAFE_INTEGER, known: [] }
    const plan: Plan = { ...place, seq: state.seq + 1, from: state.next, to, clock: by, ruleSet: bundle.hash, answers }
    lane.ledger.push(plan)
    const block = await run(lane, plan)
    const dies = random() < 0.15
    post(block, !dies)
    if (dies) deaths++
    if (dies) await recover(lane, true)
    else if (random() < 0.1) await recover(lane, false)
    if (random() < 0.1) lane.kept = heldStill(stage.keep(lane.state))
    return true
  }
  /** Goes on as another worker does; the last block is done again when nobody knows that it was done. */
  const recover = async (lane: Lane, isLastUndone: boolean) => {
    const { stage, kept, ledger, log } = lane
    lane.state = kept ? stage.restore(heldStill(kept), bundle) : stage.empty(bundle)
    for (const [from, to] of kept?.head.waiting ?? [])
      for (const record of log.slice(from, to)) stage.hold(lane.state, stage.decode(record))
    for (const plan of ledger.slice(lane.state.seq)) {
      const before = lane.blocks.get(plan.seq)
      const block = await run(lane, plan)
      if (!isDeepStrictEqual(block.found, before?.found))
        problems.push(`block ${plan.seq} of ${name(lane)} came out another way`)
      if (isLastUndone && plan === ledger.at(-1)) post(block, true)
    }
  }
  return { events, across, pick, step, problems, deaths: () => deaths }
}

const name = ({ place }: Lane): string => `${place.topic}/${place.partition}`

/** A snapshot as it comes back from a store. */
const heldStill = ({ head, rows }: Kept): Kept => JSON.parse(JSON.stringify({ head, rows: [...rows] }))

const hitsOf = (lanes: readonly Lane[]): Hit[] =>
  lanes.flatMap(({ blocks }) => [...blocks.values()].flatMap(({ found }) => found.map(({ hit }) => hit)))

export interface SpreadOutcome {
  readonly partitions: number
  readonly places: number
  readonly events: number
  readonly hits: number
  /** Hits found by places across partitions, by rule. */
  readonly across: readonly string[]
  /** Workers that died with a block planned and perhaps told in part. */
  readonly deaths: number
  /** In words; none is the promise kept. */
  readonly problems: readonly string[]
}

/**
 * A bank's events over several partitions, judged there and at places across them by workers that die now and then,
 * against one engine over all of them. Everything follows from the seed.
 */
export const runSpread = async (seed: number, count = 1_500): Promise<SpreadOutcome> => {
  const random = randomFrom(seed)
  const [partitions, places] = [2 + Math.floor(random() * 3), 1 + Math.floor(random() * 4)]
  const { events, across, pick, step, problems, deaths } = bankOf(partitions, places, random)
  const lines = trialEvents(seed, count)
  for (const text of lines) {
    const { subject } = JSON.parse(text) as { subject: string }
    const { log } = events[[...subject].reduce((sum, char) => sum + char.charCodeAt(0), 0) % partitions]!
    log.push({ offset: log.length, text })
  }
  const end = trialStart + lines.length * 2_000 + 3 * 3_600_000
  const isRead = (lanes: readonly Lane[]) => lanes.every(({ log, state }) => state.next === log.length)
  while (!isRead(events)) {
    const lane = events[pick(partitions)]!
    await step(lane, Math.min(lane.log.length, lane.state.next + pick(60)), 0)
    const place = across[pick(places)]!
    await step(place, Math.min(place.log.length, place.state.next + pick(20)), null)
  }
  for (const lane of events) await step(lane, lane.log.length, end + lateness)
  while (!isRead(across)) for (const place of across) await step(place, place.log.length, null)

  const accepted = events.flatMap(({ blocks }) => [...blocks.values()].flatMap((block) => block.accepted))
  const late = accepted.filter(({ verdict }) => verdict === 'late').length
  if (accepted.length !== lines.length || late > 0)
    problems.push(`${accepted.length} of ${lines.length} events were taken in, ${late} of them as late`)
  const facts = accepted.map(({ event }) => event)
  const expected = evaluateEngine(bundle, facts, end).sort(compareHits)
  const found = hitsOf([...events, ...across]).sort(compareHits)
  if (!isDeepStrictEqual(found, expected))
    problems.push(`${found.length} hits, not the ${expected.length} of one engine`)
  return {
    ...{ partitions, places, events: lines.length, hits: found.length, deaths: deaths(), problems },
    across: [...new Set(hitsOf(across).map(({ ruleId }) => ruleId))].sort(),
  }
}
