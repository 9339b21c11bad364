import type { WireEvent } from '@mingjing/rules/events/event.ts'
import { applicationsOf, businessOf } from './arrivals.ts'
import { day, dayNumber, instantOf, startOfDay } from './clock.ts'
import { type Fact, type Journal, openJournal } from './journal.ts'
import { plantsOf } from './plants/calendar.ts'
import { cardChangesOf, cardUseOf } from './processes/card-use.ts'
import { corporateOf } from './processes/corporate.ts'
import { customerChangesOf, limitsOf } from './processes/limit.ts'
import { campaignsOf } from './processes/marketing.ts'
import { outletsOf } from './processes/outlet.ts'
import { bankPace } from './processes/pace.ts'
import { agedContractsOf, portfolioOf } from './processes/portfolio.ts'
import { queuesOf } from './processes/queue.ts'
import { collateralOf, complaintsOf, scoresOf } from './processes/service.ts'
import { settlementsOf, transfersOf } from './processes/transfer.ts'
import { randomAt } from './random.ts'
import { travelled } from './travel.ts'
import { noTruth, type Truth } from './truth.ts'
import { isWorkday } from './working.ts'
import { type World, worldOf } from './world.ts'

/** September 2026 is whole before it: 30 days with a holiday and a make-up Sunday. */
export const defaultEnd = '2026-10-01'

export interface Simulation {
  days: number
  seed: number
  /** Local date (its midnight) or RFC 3339 time where the log ends, exclusive. Default {@link defaultEnd}. */
  end?: string
  /** Whether the log sees real life: 2 % of the events delayed below 10 s, 0.1 % delivered twice. Default false. */
  disorder?: boolean
  truth?: Truth
}

/** Everything that begins on that day, much of it with a life beyond. Depends on the seed and the day alone. */
export const liveThrough = (world: World, number: number): void => {
  const { seed } = world
  const share = businessOf(world, number)
  const much = (perDay: number): number => Math.round(perDay * share)
  const stream = (process: string) => randomAt(seed, process, number)
  world.journal.begin(number)
  world.journal.travel(null)
  portfolioOf(world, number)
  agedContractsOf(world, number, stream('aged'), 9)
  applicationsOf(world, number, bankPace)
  limitsOf(world, number, stream('limit'), much(70), bankPace)
  customerChangesOf(world, number, stream('change'), much(45))
  cardUseOf(world, number, stream('card-use'), 2_300)
  cardChangesOf(world, number, stream('card-change'), 12)
  transfersOf(world, number, stream('transfer'), much(900))
  settlementsOf(world, number, stream('fx'), much(40))
  campaignsOf(world, number, stream('campaign'), 260)
  complaintsOf(world, number, stream('complaint'), 12)
  collateralOf(world, number, stream('collateral'), 25)
  scoresOf(world, number, stream('score'), 120)
  const came = isWorkday(number) ? outletsOf(world, number, 2.2) : []
  plantsOf(world, number)
  if (!isWorkday(number)) return
  queuesOf(world, number, came)
  corporateOf(world, number)
}

/** First instant of the log: the midnight that begins the day `days` before the end, so that no story is cut at its start. */
export const startOf = ({ days, end = defaultEnd }: Pick<Simulation, 'days' | 'end'>): number =>
  startOfDay(dayNumber(instantOf(end) - days * day))

function* facts(world: World, journal: Journal, from: number, until: number): Generator<Fact> {
  for (let number = dayNumber(from); number <= dayNumber(until - 1); number++) {
    liveThrough(world, number)
    yield* journal.take(startOfDay(number + 1))
  }
}

/**
 * The bank's events between `end` − `days` and `end` in the order they arrive. Same arguments, same events. A day's
 * business depends on the seed and the date alone, so a longer log contains the stories of a shorter one.
 */
export function* simulate(simulation: Simulation): Generator<WireEvent> {
  const { seed, end = defaultEnd, disorder = false, truth = noTruth } = simulation
  const until = instantOf(end)
  const journal = openJournal({ horizon: () => until, mark: '' })
  const world = worldOf(seed, journal, truth)
  yield* travelled(facts(world, journal, startOf(simulation), until), disorder ? randomAt(seed, 'travel') : null)
}
