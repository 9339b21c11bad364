import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { compareHits } from '../hits/order.ts'
import { indexEntries } from './candidates.ts'
import { compareChanges, type DeadlineChange } from './deadline-change.ts'
import { createDeadlines } from './deadlines.ts'
import type { Judged } from './engine.ts'
import { createKeySpaces } from './key-space.ts'
import type { Meters } from './meters.ts'
import { type Part, toldBy } from './part.ts'
import { createPeers } from './peers.ts'
import type { Row } from './rows.ts'
import { type Counted, countedOf, createScores, type Origin, originOf, originOfChange } from './scores.ts'
import { createSequences } from './sequences.ts'
import { createStamps } from './stamp.ts'
import { compileTrigger, hitOf, noMeasures } from './trigger.ts'
import { createWindows } from './windows.ts'

const noOrigins: ReadonlyMap<Hit, Origin> = new Map()

/** In order. Most often there is nothing to sort. */
const judged = (
  hits: Hit[],
  deadlines: DeadlineChange[],
  origins: ReadonlyMap<Hit, Origin>,
  told: readonly Counted[],
): Judged => ({
  ...(origins.size > 0 && { origins }),
  ...(told.length > 0 && { told }),
  hits: hits.length > 1 ? hits.sort(compareHits) : hits,
  deadlines: deadlines.length > 1 ? deadlines.sort(compareChanges) : deadlines,
})

/** The rules of a bundle and their state, by kind; what {@link Engine} does but for stopping rules. */
export type Running = ReturnType<typeof createRunning>

/** `bundle` holds the rules of the part; `toldOf` are the hits told to whoever judges scores elsewhere, see {@link toldBy}. */
export const createRunning = (bundle: Bundle, meters: Meters, part: Part, toldOf: ReadonlySet<string>) => {
  const owns = part.kind === 'across' ? part.owns : null
  const matches = bundle.rules
    .filter((rule) => rule.kind === 'match')
    .map((rule) => compileTrigger(rule, bundle, meters.of(rule).work))
  const candidates = indexEntries(matches.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))
  const spaces = createKeySpaces(owns)
  const stampOf = createStamps()
  const windows = createWindows(bundle, spaces, stampOf, meters)
  const sequences = createSequences(bundle, spaces, stampOf, meters)
  const peers = createPeers(bundle, meters, owns)
  const deadlines = createDeadlines(bundle, meters, owns)
  const scores = createScores(bundle, meters)
  /** Scores across partitions get every hit told, their own engine's among them: it may concern another engine's subject. */
  const countsOwn = part.kind !== 'across'
  const isWeighed = (ruleId: string) => toldOf.has(ruleId) || (countsOwn && scores.named.has(ruleId))
  const isAnyWeighed = toldOf.size > 0 || (countsOwn && scores.named.size > 0)
  const weighed = indexEntries(
    matches
      .filter(({ rule }) => isWeighed(rule.id))
      .map((item) => ({ types: item.rule.on, where: item.rule.where, item })),
  )
  let judgedUntil = Number.NEGATIVE_INFINITY
  /** Scores across partitions come after the rules they weigh. */
  let scoredUntil = Number.NEGATIVE_INFINITY

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

  const count = (hit: Hit, origin: Origin, told: Counted[]) => {
    if (!isWeighed(hit.ruleId)) return
    const counted = countedOf(hit, origin)
    if (!counted) return
    if (countsOwn) scores.count(counted)
    if (toldOf.has(hit.ruleId)) told.push(counted)
  }

  /** Tells the scores what the events of one millisecond hit; match rules answer anew, this time in order. */
  const countHits = (group: readonly Event[], hits: readonly Hit[], told: Counted[]) => {
    if (!isAnyWeighed) return
    for (const event of group) for (const hit of matching(weighed, event)) count(hit, originOf(event), told)
    if (hits.length === 0) return
    const events = new Map(group.map((event) => [eventRef(event), event]))
    for (const hit of hits) count(hit, originOf(events.get(hit.triggerId)!), told)
  }

  /** When a score is to be judged that counts what is hit here, epoch ms, or null. */
  const nextScore = () => (countsOwn ? scores.next() : null)

  /** Fires the deadline steps up to a moment, then the scores, for whom every hit until then is known. */
  const fire = (until: number, hits: Hit[], changes: DeadlineChange[], told: Counted[]): ReadonlyMap<Hit, Origin> => {
    const [deadline, score] = [deadlines.nextDue(), nextScore()]
    // Asked twice a millisecond, and nearly always nothing is due.
    if ((deadline === null || deadline > until) && (score === null || score > until)) return noOrigins
    const origins = new Map<Hit, Origin>()
    const before = changes.length
    const first = hits.length
    deadlines.due(until, hits, changes)
    // Each step that fires is one hit and one change, in the same order.
    for (let i = first; i < hits.length; i++) count(hits[i]!, originOfChange(changes[before + i - first]!), told)
    if (countsOwn) scores.judge(until, hits, origins)
    return origins
  }

  return {
    match(event: Event): Hit[] {
      const hits = matching(candidates, event)
      return hits.length > 1 ? hits.sort(compareHits) : hits
    },

    observe(group: readonly Event[]): Judged {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      const time = group[0]?.time
      if (time === undefined) return { hits, deadlines: changes }
      if (time <= judgedUntil) throw new Error(`events of ${time} came after ${judgedUntil} had been judged`)
      const told: Counted[] = []
      const origins = fire(time - 1, hits, changes, told)
      const here: Hit[] = []
      windows.observe(group, here)
      sequences.observe(group, here)
      peers.observe(group, here)
      deadlines.observe(group, changes)
      countHits(group, here, told)
      hits.push(...here)
      judgedUntil = time
      return judged(hits, changes, origins, told)
    },

    due(until: number): Judged {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      const told: Counted[] = []
      const origins = fire(until, hits, changes, told)
      judgedUntil = Math.max(judgedUntil, until)
      return judged(hits, changes, origins, told)
    },

    weigh(counted: Iterable<Counted>): void {
      for (const one of counted) scores.count(one)
    },

    score(until: number): Judged {
      const hits: Hit[] = []
      const origins = new Map<Hit, Origin>()
      scores.judge(until, hits, origins)
      scoredUntil = Math.max(scoredUntil, until)
      return judged(hits, [], origins, [])
    },

    nextDue(): number | null {
      const deadline = deadlines.nextDue()
      const score = nextScore()
      return deadline === null || score === null ? (deadline ?? score) : Math.min(deadline, score)
    },

    *rows(): Generator<Row> {
      yield ['engine', 2, Number.isFinite(judgedUntil) ? judgedUntil : null, meters.stops]
      yield* spaces.rows(judgedUntil)
      yield* deadlines.rows()
      yield* peers.rows(judgedUntil)
      yield* scores.rows(countsOwn ? judgedUntil : scoredUntil)
      yield* meters.rows()
    },

    /** Takes what {@link rows} gave, before anything was judged; what these rules do not know is left out. */
    restore(rows: Iterable<Row>): void {
      const restoreKept = spaces.restoring()
      for (const row of rows) {
        switch (row[0]) {
          case 'engine':
            judgedUntil = row[2] ?? Number.NEGATIVE_INFINITY
            break
          case 'event':
          case 'space':
          case 'key':
            restoreKept(row)
            break
          case 'deadline':
            deadlines.restore(row[1], row[2], row[3], row[4])
            break
          case 'peers':
            peers.restore(row[1], row[2], row[3])
            break
          case 'waiting':
            scores.count(row[1])
            break
          case 'score':
            scores.restore(row[1], row[2], row[3], row[4])
            break
          case 'meter':
            meters.restore(row[1])
            break
          case 'looks':
            meters.restoreLooks(row[1], row[2])
        }
      }
    },

    /** Up to which moment keyed rules have judged, epoch ms. */
    judgedUntil: () => judgedUntil,

    size: () => ({ windowKeys: spaces.size() + peers.groups(), openDeadlines: deadlines.open() }),
  }
}
