import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { compareHits } from '../hits/order.ts'
import { indexEntries } from './candidates.ts'
import { compareChanges, type DeadlineChange } from './deadline-change.ts'
import { createDeadlines, type DeadlineSnapshot } from './deadlines.ts'
import { createKeySpaces } from './key-space.ts'
import { createPeers, type PeerSnapshot } from './peers.ts'
import { createScores, type Origin, originOf, originOfChange, type ScoreSnapshot } from './scores.ts'
import { createSequences, type SequenceSnapshot } from './sequences.ts'
import { createStamps } from './stamp.ts'
import { compileTrigger, hitOf, noMeasures } from './trigger.ts'
import { createWindows, type WindowSnapshot } from './windows.ts'

export type { DeadlineChange } from './deadline-change.ts'

export interface Judged {
  /** By at, rule, key, step, trigger. */
  readonly hits: Hit[]
  /** By at, rule, key, trigger, state. */
  readonly deadlines: DeadlineChange[]
  /** Where the hits of scores come from, whose events may be long gone; absent when there are none. */
  readonly origins?: ReadonlyMap<Hit, Origin>
}

/** State of an engine: plain JSON, equal for equal pasts. */
interface Snapshot {
  readonly format: 'mingjing-engine-1'
  /** Up to which moment, inclusive, this state has judged; null before the first event. */
  readonly judgedUntil: number | null
  readonly windows: WindowSnapshot
  readonly deadlines: DeadlineSnapshot
  /** Absent in what was stored before there were sequences. */
  readonly sequences?: SequenceSnapshot
  /** Absent in what was stored before there were peers. */
  readonly peers?: PeerSnapshot
  /** Absent in what was stored before there were scores. */
  readonly scores?: ScoreSnapshot
}

export interface Engine {
  /** Hits of the match rules on one event, in any order of events. */
  match(event: Event): Hit[]
  /**
   * Takes in all events of one millisecond, sorted by (source, id) bytewise, for the window, sequence, peer and deadline rules. Groups
   * come in increasing time. Deadline steps before the group's time fire first if {@link due} has not fired them.
   *
   * @throws when the group's time has been judged already.
   */
  observe(group: readonly Event[]): Judged
  /** Fires every deadline step with `at ≤ until` and judges the scores up to then. All events with `time ≤ until` must have been observed. */
  due(until: number): Judged
  /** When the next deadline step is due or a score is to be judged, epoch ms, or null: until then nothing happens without an event. */
  nextDue(): number | null
  snapshot(): unknown
  /**
   * Continues from a snapshot, also one of another bundle: windows of equal measures, sequences, peers and deadlines of rules of the same
   * id and version go on, the rest starts empty.
   *
   * @throws when it is no snapshot of this format.
   */
  restore(snapshot: unknown): void
  size(): { windowKeys: number; openDeadlines: number }
}

const noOrigins: ReadonlyMap<Hit, Origin> = new Map()

/** In order. Most often there is nothing to sort. */
const judged = (hits: Hit[], deadlines: DeadlineChange[], origins: ReadonlyMap<Hit, Origin>): Judged => ({
  ...(origins.size > 0 && { origins }),
  hits: hits.length > 1 ? hits.sort(compareHits) : hits,
  deadlines: deadlines.length > 1 ? deadlines.sort(compareChanges) : deadlines,
})

export const createEngine = (bundle: Bundle): Engine => {
  const matches = bundle.rules.filter((rule) => rule.kind === 'match').map((rule) => compileTrigger(rule, bundle))
  const candidates = indexEntries(matches.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))
  const spaces = createKeySpaces()
  const stampOf = createStamps()
  const windows = createWindows(bundle, spaces, stampOf)
  const sequences = createSequences(bundle, spaces, stampOf)
  const peers = createPeers(bundle)
  const deadlines = createDeadlines(bundle)
  const scores = createScores(bundle)
  const weighed = indexEntries(
    matches
      .filter(({ rule }) => scores.named.has(rule.id))
      .map((item) => ({ types: item.rule.on, where: item.rule.where, item })),
  )
  let judgedUntil = Number.NEGATIVE_INFINITY

  const matching = (of: typeof candidates, event: Event): Hit[] => {
    const hits: Hit[] = []
    for (const trigger of of(event)) {
      const params = trigger.parameters(event.orgunit)
      if (trigger.where && !trigger.where(event, params, noMeasures)) continue
      const key = trigger.key(event)
      if (key === null) continue
      const seen = trigger.see(event, params, noMeasures)
      hits.push(hitOf(trigger.rule, seen, key, 'hit', event.time, [eventRef(event)]))
    }
    return hits
  }

  /** Tells the scores what the events of one millisecond hit; match rules answer anew, this time in order. */
  const countHits = (group: readonly Event[], hits: readonly Hit[]) => {
    if (scores.named.size === 0) return
    for (const event of group) for (const hit of matching(weighed, event)) scores.count(hit, originOf(event))
    if (hits.length === 0) return
    const events = new Map(group.map((event) => [eventRef(event), event]))
    for (const hit of hits) scores.count(hit, originOf(events.get(hit.triggerId)!))
  }

  /** Fires the deadline steps up to a moment, then the scores, for whom every hit until then is known. */
  const fire = (until: number, hits: Hit[], changes: DeadlineChange[]): ReadonlyMap<Hit, Origin> => {
    const [deadline, score] = [deadlines.nextDue(), scores.next()]
    // Asked twice a millisecond, and nearly always nothing is due.
    if ((deadline === null || deadline > until) && (score === null || score > until)) return noOrigins
    const origins = new Map<Hit, Origin>()
    const before = changes.length
    const first = hits.length
    deadlines.due(until, hits, changes)
    // Each step that fires is one hit and one change, in the same order.
    for (let i = first; i < hits.length; i++) scores.count(hits[i]!, originOfChange(changes[before + i - first]!))
    scores.judge(until, hits, origins)
    return origins
  }

  return {
    match(event) {
      const hits = matching(candidates, event)
      return hits.length > 1 ? hits.sort(compareHits) : hits
    },

    observe(group) {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      const time = group[0]?.time
      if (time === undefined) return { hits, deadlines: changes }
      if (time <= judgedUntil) throw new Error(`events of ${time} came after ${judgedUntil} had been judged`)
      const origins = fire(time - 1, hits, changes)
      const here: Hit[] = []
      windows.observe(group, here)
      sequences.observe(group, here)
      peers.observe(group, here)
      deadlines.observe(group, changes)
      countHits(group, here)
      hits.push(...here)
      judgedUntil = time
      return judged(hits, changes, origins)
    },

    due(until) {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      const origins = fire(until, hits, changes)
      judgedUntil = Math.max(judgedUntil, until)
      return judged(hits, changes, origins)
    },

    nextDue() {
      const deadline = deadlines.nextDue()
      const score = scores.next()
      return deadline === null || score === null ? (deadline ?? score) : Math.min(deadline, score)
    },

    snapshot(): Snapshot {
      const contents = spaces.contents()
      return {
        format: 'mingjing-engine-1',
        judgedUntil: Number.isFinite(judgedUntil) ? judgedUntil : null,
        windows: windows.snapshot(judgedUntil, contents),
        deadlines: deadlines.snapshot(),
        sequences: sequences.snapshot(judgedUntil, contents),
        peers: peers.snapshot(judgedUntil),
        scores: scores.snapshot(judgedUntil),
      }
    },

    restore(snapshot) {
      const given = snapshot as Partial<Snapshot> | null
      if (given?.format !== 'mingjing-engine-1' || !given.windows || !given.deadlines)
        throw new Error('this is no snapshot of the engine')
      judgedUntil = given.judgedUntil ?? Number.NEGATIVE_INFINITY
      spaces.clear()
      windows.restore(given.windows)
      deadlines.restore(given.deadlines)
      sequences.restore(given.sequences ?? [])
      peers.restore(given.peers ?? [])
      scores.restore(given.scores ?? { waiting: [], scores: [] })
    },

    size: () => ({ windowKeys: spaces.size() + peers.groups(), openDeadlines: deadlines.open() }),
  }
}
