import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { calendarDefinitions, defaultCalendar } from '@mingjing/rules/calendar/named.ts'
import { sampleFile } from '@mingjing/rules/testing/sample.ts'
import { log } from '../../log.ts'
import { lateness } from '../../order/order.ts'
import { assemble } from '../simulation/assemble.ts'
import type { Call, Fault, Faults } from '../simulation/faults.ts'
import { stop } from '../simulation/process.ts'
import { createTime } from '../simulation/time.ts'
import { randomFrom } from '../trial.ts'
import { type Incident, pauseMs, steadyLag, wallError } from './incidents.ts'
import { limits, sampleOf } from './limits.ts'
import { type Story, storyOf } from './story.ts'

type Tables = Story['tables']

/** One reading of the wall clock by a process. */
export interface Reading {
  /** Simulated time. */
  readonly at: number
  /** When its process read a clock for the first time. */
  readonly since: number
}

export interface ClockRun {
  readonly story: Story
  readonly came: ReadonlySet<Incident>
  /** Moments of simulated time at which a worker died while firing. */
  readonly deaths: readonly number[]
  readonly clickhouse: ReturnType<typeof assemble>['clickhouse']
  readonly books: ReturnType<typeof assemble>['books']
  readonly bundleOf: (hash: string) => Bundle
  /** Holiday tables of a bundle. */
  readonly tablesOf: (hash: string) => Tables
  /** The readings that gave a moment, in order: a clock that is set back or stands gives one again. */
  readonly readings: ReadonlyMap<number, readonly Reading[]>
  /** Simulated time at which each plan was entered and each block was done, by number from 1. */
  readonly planned: readonly number[]
  readonly done: readonly number[]
  readonly wall: (at: number) => number
  readonly steady: (at: number) => number
  readonly broken: readonly string[]
}

const bundles = new Map<string, { bundle: Bundle; tables: Tables }>()

/** The time limits under holiday tables. */
const bundleUnder = (tables: Tables): Bundle => {
  const known = [...bundles.values()].find((each) => each.tables === tables)
  if (known) return known.bundle
  const definition = calendarDefinitions.find(({ name }) => name === defaultCalendar)!
  const calendars = [{ ...definition, years: tables }]
  const { bundle, problems } = makeBundle({ files: limits.map(sampleOf).map(sampleFile), calendars })
  if (problems.length > 0) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  bundles.set(bundle.hash, { bundle, tables })
  return bundle
}

const patienceMs = 30 * 60_000
const firing: readonly Call[] = ['enter', 'insert hits', 'insert deadlines', 'insert blocks', 'commit']

/** The story of a seed with the real worker in it, until everything has fallen due. `tell` hears all that happens. */
export const runStory = async (seed: number, tell: ((line: string) => void) | null = null): Promise<ClockRun> => {
  log.level = 'silent'
  bundles.clear()
  const story = storyOf(seed)
  const { passing, incidents, coming, horizon } = story
  const [before, after] = [bundleUnder(story.tables), coming && bundleUnder(coming.tables)]
  const random = randomFrom(seed ^ 0x717e)
  const time = createTime()
  const trace = (line: string) => tell?.(`${new Date(passing.trueAt(time.now())).toISOString()} ${line}`)
  const broken: string[] = []
  const wrong = (what: string) => {
    trace(`WRONG ${what}`)
    broken.push(what)
  }
  const came = new Set<Incident>()
  const deaths: number[] = []
  const faults = deathsAt(incidents, {
    now: () => passing.trueAt(time.now()),
    random,
    strike: (incident) => {
      came.add(incident)
      deaths.push(time.now())
    },
  })
  const wall = (at: number) => passing.trueAt(at) + wallError(incidents, passing.trueAt(at))
  const steady = (at: number) => passing.trueAt(at) - story.passing.trueAt(0) - steadyLag(incidents, passing.trueAt(at))
  const readings = new Map<number, Reading[]>()
  const begun = new Map<string, number>()

  const { clickhouse, books, group, doneTo } = assemble({
    ...{ time, random, faults, sabotage: null, arrivals: story, trace, wrong },
    bundles: {
      get current() {
        return after && passing.trueAt(time.now()) >= coming!.at ? after : before
      },
      find: async (hash) => bundles.get(hash)!.bundle,
      putInForce: async () => {},
    },
    wall(process) {
      const at = time.now()
      const now = passing.trueAt(at)
      for (const incident of incidents)
        if (wallError([incident], now) !== 0 || (incident.kind === 'machine paused' && incident.from <= now))
          came.add(incident)
      const since = begun.get(process.name) ?? at
      begun.set(process.name, since)
      const reading = wall(at) + process.skew
      const same = readings.get(reading)
      if (same) same.push({ at, since })
      else readings.set(reading, [{ at, since }])
      return reading
    },
    steady: () => steady(time.now()),
  })

  for (const incident of incidents) {
    const { kind, from, to } = incident
    time.after(passing.at(from), () => {
      const owner = group.owner()!
      trace(`${kind} until ${new Date(to).toISOString()}, ${incident.error} ms`)
      if (owner.isDead) return
      if (kind === 'machine paused') stop(time, owner, passing.at(from + pauseMs) - time.now())
      if (kind === 'hand over') group.handOver(owner)
      if (kind === 'down' || kind === 'away') {
        owner.isDead = true
        group.died(owner, passing.at(to) - time.now())
      }
      if (kind === 'down' || kind === 'away' || kind === 'hand over') came.add(incident)
    })
  }

  const planned: number[] = []
  const done: number[] = []
  const step = async (): Promise<boolean> => {
    const went = await time.step()
    while (planned.length < books.plans.length) planned.push(time.now())
    while (done.length < books.done()) done.push(time.now())
    return went
  }
  const last = story.records.at(-1)!.offset
  const isOver = () => doneTo() > last && (books.plans[books.done() - 1]?.clock ?? 0) - lateness >= horizon
  const patience = passing.at(horizon) + patienceMs
  group.start()
  while (!isOver() && time.now() < patience && (await step())) {
    // The event of the horizon is the last thing that happens.
  }
  if (!isOver()) wrong('time did not come to its end')
  group.letGo(group.owner()!, 0)
  const end = time.now() + patienceMs
  while (time.now() < end && (await step())) {
    // What dead processes asked for may still come.
  }
  if (!group.hasEnded()) wrong('a process does not end')
  for (const seq of books.unfinished()) wrong(`block ${seq} was planned and never done`)
  return {
    ...{ story, came, deaths, clickhouse, books, readings, planned, done, wall, steady, broken },
    bundleOf: (hash) => bundles.get(hash)!.bundle,
    tablesOf: (hash) => bundles.get(hash)!.tables,
  }
}

interface Striking {
  /** True time. */
  readonly now: () => number
  readonly random: () => number
  readonly strike: (incident: Incident) => void
}

/** Each incident of dying while firing strikes once, at a call that the seed has chosen. */
const deathsAt = (incidents: readonly Incident[], { now, random, strike }: Striking): Faults => {
  const left = incidents
    .filter(({ kind }) => kind === 'dies firing')
    .map((incident) => ({ incident, call: firing[Math.floor(random() * firing.length)]! }))
  const fault: Fault = { action: 'crash after', call: null, nth: 1, ms: 0 }
  return {
    at(call) {
      const n = left.findIndex(({ incident, call: at }) => at === call && incident.from <= now() && now() < incident.to)
      if (n < 0) return null
      strike(left.splice(n, 1)[0]!.incident)
      return { ...fault, action: random() < 0.5 ? 'crash after' : 'crash before' }
    },
    spent: () => left.length === 0,
    ...{ came: [], missed: [] },
  }
}
