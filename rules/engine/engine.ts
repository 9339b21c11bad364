import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { eventRef } from '../hits/id.ts'
import { compareHits } from '../hits/order.ts'
import { indexEntries } from './candidates.ts'
import { compareChanges, type DeadlineChange } from './deadline-change.ts'
import { createDeadlines, type DeadlineSnapshot } from './deadlines.ts'
import { createSequences, type SequenceSnapshot } from './sequences.ts'
import { compileTrigger, hitOf, noMeasures } from './trigger.ts'
import { createWindows, type WindowSnapshot } from './windows.ts'

export type { DeadlineChange } from './deadline-change.ts'

export interface Judged {
  /** By at, rule, key, step, trigger. */
  readonly hits: Hit[]
  /** By at, rule, key, trigger, state. */
  readonly deadlines: DeadlineChange[]
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
}

export interface Engine {
  /** Hits of the match rules on one event, in any order of events. */
  match(event: Event): Hit[]
  /**
   * Takes in all events of one millisecond, sorted by (source, id) bytewise, for the window, sequence and deadline rules. Groups
   * come in increasing time. Deadline steps before the group's time fire first if {@link due} has not fired them.
   *
   * @throws when the group's time has been judged already.
   */
  observe(group: readonly Event[]): Judged
  /** Fires every deadline step with `at ≤ until`. All events with `time ≤ until` must have been observed. */
  due(until: number): Judged
  /** When the next deadline step is due, epoch ms, or null: until then nothing happens without an event. */
  nextDue(): number | null
  snapshot(): unknown
  /**
   * Continues from a snapshot, also one of another bundle: windows of equal measures, sequences and deadlines of rules of the same
   * id and version go on, the rest starts empty.
   *
   * @throws when it is no snapshot of this format.
   */
  restore(snapshot: unknown): void
  size(): { windowKeys: number; openDeadlines: number }
}

/** In order. Most often there is nothing to sort. */
const judged = (hits: Hit[], deadlines: DeadlineChange[]): Judged => ({
  hits: hits.length > 1 ? hits.sort(compareHits) : hits,
  deadlines: deadlines.length > 1 ? deadlines.sort(compareChanges) : deadlines,
})

export const createEngine = (bundle: Bundle): Engine => {
  const matches = bundle.rules.filter((rule) => rule.kind === 'match').map((rule) => compileTrigger(rule, bundle))
  const candidates = indexEntries(matches.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))
  const windows = createWindows(bundle)
  const sequences = createSequences(bundle)
  const deadlines = createDeadlines(bundle)
  let judgedUntil = Number.NEGATIVE_INFINITY

  return {
    match(event) {
      const hits: Hit[] = []
      for (const trigger of candidates(event)) {
        const params = trigger.parameters(event.orgunit)
        if (trigger.where && !trigger.where(event, params, noMeasures)) continue
        const key = trigger.key(event)
        if (key === null) continue
        const seen = trigger.see(event, params, noMeasures)
        hits.push(hitOf(trigger.rule, seen, key, 'hit', event.time, [eventRef(event)]))
      }
      return hits.length > 1 ? hits.sort(compareHits) : hits
    },

    observe(group) {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      const time = group[0]?.time
      if (time === undefined) return { hits, deadlines: changes }
      if (time <= judgedUntil) throw new Error(`events of ${time} came after ${judgedUntil} had been judged`)
      deadlines.due(time - 1, hits, changes)
      windows.observe(group, hits)
      sequences.observe(group, hits)
      deadlines.observe(group, changes)
      judgedUntil = time
      return judged(hits, changes)
    },

    due(until) {
      const hits: Hit[] = []
      const changes: DeadlineChange[] = []
      deadlines.due(until, hits, changes)
      judgedUntil = Math.max(judgedUntil, until)
      return judged(hits, changes)
    },

    nextDue: deadlines.nextDue,

    snapshot: (): Snapshot => ({
      format: 'mingjing-engine-1',
      judgedUntil: Number.isFinite(judgedUntil) ? judgedUntil : null,
      windows: windows.snapshot(judgedUntil),
      deadlines: deadlines.snapshot(),
      sequences: sequences.snapshot(judgedUntil),
    }),

    restore(snapshot) {
      const given = snapshot as Partial<Snapshot> | null
      if (given?.format !== 'mingjing-engine-1' || !given.windows || !given.deadlines)
        throw new Error('this is no snapshot of the engine')
      judgedUntil = given.judgedUntil ?? Number.NEGATIVE_INFINITY
      windows.restore(given.windows)
      deadlines.restore(given.deadlines)
      sequences.restore(given.sequences ?? [])
    },

    size: () => ({ windowKeys: windows.keys() + sequences.keys(), openDeadlines: deadlines.open() }),
  }
}
