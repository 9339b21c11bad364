import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { type Budget, type Stop, usualBudget } from './budget.ts'
import type { DeadlineChange } from './deadline-change.ts'
import { Meters } from './meters.ts'
import { type Part, partOf, toldBy, whole } from './part.ts'
import type { Row } from './rows.ts'
import { createRunning } from './running.ts'
import type { Counted, Origin } from './scores.ts'

export type { Stop } from './budget.ts'
export type { DeadlineChange } from './deadline-change.ts'

export interface Judged {
  /** By at, rule, key, step, trigger. */
  readonly hits: Hit[]
  /** By at, rule, key, trigger, state. */
  readonly deadlines: DeadlineChange[]
  /** Where the hits of scores come from, whose events may be long gone; absent when there are none. */
  readonly origins?: ReadonlyMap<Hit, Origin>
  /** Hits that scores across partitions weigh, for the engine that owns their subject; absent when there are none. */
  readonly told?: readonly Counted[]
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
  /** Fires every deadline step with `at ≤ until` and judges the scores up to then that count what is hit here. All events with `time ≤ until` must have been observed. */
  due(until: number): Judged
  /** Takes hits in that engines told, this one among them, for the scores across partitions of subjects owned here. */
  weigh(told: Iterable<Counted>): void
  /** Judges the scores across partitions up to and including `until`, to which all hits have been told. */
  score(until: number): Judged
  /** When the next deadline step is due or a score is to be judged, epoch ms, or null: until then nothing happens without an event. */
  nextDue(): number | null
  /** The state, row by row, to be read to the end before the engine goes on. Plain JSON, the same for equal pasts. */
  snapshot(): Iterable<Row>
  /**
   * Continues from a snapshot, also one of another bundle: windows of equal measures, sequences of equal first events, and
   * peers, deadlines and scores of rules of the same id and version go on, the rest starts empty.
   *
   * @throws when it is no snapshot of this format.
   */
  restore(snapshot: Iterable<unknown>): void
  size(): { windowKeys: number; openDeadlines: number }
  /**
   * Rules that went beyond their budget, in the order in which they did: from there on they judge nothing, and nothing
   * is kept for them. A rule stays stopped for as long as it has that version.
   */
  stops(): readonly Stop[]
  /** What every other rule has cost, as last counted. */
  costs(): { readonly ruleId: string; readonly steps: number; readonly held: number }[]
}

/** All of a bundle but the rules that were stopped. */
const without = (bundle: Bundle, ids: ReadonlySet<string>): Bundle =>
  ids.size === 0 ? bundle : { ...bundle, rules: bundle.rules.filter(({ id }) => !ids.has(id)) }

export const createEngine = (all: Bundle, budget: Budget = usualBudget, part: Part = whole): Engine => {
  const bundle = partOf(all, part)
  const toldOf = toldBy(all, part)
  const start = (stops: readonly Stop[]) => {
    const rest = without(bundle, new Set(stops.map(({ ruleId }) => ruleId)))
    const meters = new Meters(rest, budget, stops)
    return { meters, rules: createRunning(rest, meters, part, toldOf) }
  }
  let running = start([])

  const goOnFrom = (rows: Iterator<Row>) => {
    const first = rows.next().value as Row | undefined
    if (first?.[0] !== 'engine' || first[1] !== 2) throw new Error('this is no snapshot of the engine')
    const known = new Map(bundle.rules.map(({ id, version }) => [id, version]))
    running = start(first[3].filter(({ ruleId, ruleVersion }) => known.get(ruleId) === ruleVersion))
    running.rules.restore(startingWith(first, rows))
  }

  /** Stops what has gone beyond its budget. The others go on as after a recovery: nothing of a stopped rule is left. */
  const keepBudgets = (looks: number, last: Event) => {
    const { meters, rules } = running
    if (meters.look(looks, last, Math.max(0, rules.judgedUntil()))) goOnFrom(rules.rows())
  }

  return {
    match(event) {
      const hits = running.rules.match(event)
      keepBudgets(1, event)
      return hits
    },
    observe(group) {
      const judged = running.rules.observe(group)
      const last = group.at(-1)
      if (last) keepBudgets(group.length, last)
      return judged
    },
    due: (until) => running.rules.due(until),
    weigh: (told) => running.rules.weigh(told),
    score: (until) => running.rules.score(until),
    nextDue: () => running.rules.nextDue(),
    snapshot: () => running.rules.rows(),
    restore: (snapshot) => goOnFrom(snapshot[Symbol.iterator]() as Iterator<Row>),
    size: () => running.rules.size(),
    stops: () => running.meters.stops,
    costs: () => running.meters.costs(),
  }
}

function* startingWith(first: Row, rest: Iterator<Row>): Generator<Row> {
  yield first
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value
}
