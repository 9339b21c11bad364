import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { CheckedRule } from '../language/checked.ts'
import type { Budget, Stop } from './budget.ts'
import { Meter, type StoredMeter, type Work } from './meter.ts'
import type { Row } from './rows.ts'

/** The meters of all rules of a bundle, the looks that pay for steps, and the rules stopped so far. */
export class Meters {
  readonly #budget: Budget
  /** How many times an event was looked at, by match rules or by keyed ones. */
  #looks = 0
  #countAt: number
  #uncounted = 0
  readonly #meters: ReadonlyMap<string, Meter>
  readonly #stops: Stop[]
  /** Rules found over their budget and not stopped yet. */
  #over: Stop[] = []

  /** `stops` are those of rules that the bundle has no more because of them. */
  constructor(bundle: Bundle, budget: Budget, stops: readonly Stop[]) {
    this.#stops = [...stops]
    this.#budget = budget
    this.#countAt = budget.looksBetweenCounts
    this.#meters = new Map(bundle.rules.map((rule) => [rule.id, new Meter(rule, this.work())]))
  }

  of(rule: CheckedRule): Meter {
    return this.#meters.get(rule.id)!
  }

  /** Work that one rule or several pay for, see {@link Meter.shares}. */
  work(): Work {
    const work = {
      taken: 0,
      take: (steps: number) => {
        work.taken += steps
        this.#uncounted += steps
      },
    }
    return work
  }

  get stops(): readonly Stop[] {
    return this.#stops
  }

  /** Steps the rule may still take at this look. */
  room(meter: Meter): number {
    return this.#budget.stepsAtOnce - meter.settle(this.#looks, this.#budget.stepsALook)
  }

  /**
   * Counts looks, the last at an event when it was `now` (epoch ms) for keyed rules; answers whether more rules are to be
   * stopped. What is held is counted now and then, steps also once they are many.
   */
  look(times: number, last: Event, now: number): boolean {
    this.#looks += times
    const isTime = this.#looks >= this.#countAt
    if (isTime) {
      this.#countAt = this.#nextCount()
      for (const meter of this.#meters.values()) {
        const held = meter.count(now)
        if (held > this.#budget.held) this.#exceed(meter, 'held', held, last)
      }
    }
    if (isTime || this.#uncounted > this.#budget.stepsAtOnce) {
      this.#uncounted = 0
      for (const meter of this.#meters.values()) {
        const owed = meter.settle(this.#looks, this.#budget.stepsALook)
        if (owed > this.#budget.stepsAtOnce) this.#exceed(meter, 'steps', owed, last)
      }
    }
    if (this.#over.length === 0) return false
    this.#stops.push(...this.#over)
    this.#over = []
    return true
  }

  /** Notes that a rule is about to take more steps than it may at an event, before it has taken them all. */
  exhaust(meter: Meter, event: Event): void {
    this.#exceed(meter, 'steps', meter.settle(this.#looks, this.#budget.stepsALook), event)
  }

  #exceed(meter: Meter, budget: Stop['budget'], reached: number, event: Event): void {
    if (meter.isOver) return
    meter.isOver = true
    const { rule } = meter
    const { id, source, type, subject, orgunit } = event
    this.#over.push({
      ruleId: rule.id,
      ruleVersion: rule.version,
      budget,
      reached,
      allowed: budget === 'held' ? this.#budget.held : this.#budget.stepsAtOnce,
      at: event.time,
      event: { id, source, type, subject, orgunit },
    })
  }

  /** What every rule that is not stopped has come to, as last counted. */
  costs(): { readonly ruleId: string; readonly steps: number; readonly held: number }[] {
    return [...this.#meters.values()].map(({ rule, steps, held }) => ({ ruleId: rule.id, steps, held }))
  }

  *rows(): Generator<Row> {
    for (const meter of this.#meters.values()) yield ['meter', meter.stored()]
    yield ['looks', this.#looks, this.#uncounted]
  }

  /** Takes a meter of a rule in the same version, after what the rule keeps has been restored. */
  restore(stored: StoredMeter): void {
    const meter = this.#meters.get(stored.rule)
    if (meter?.rule.version === stored.version) meter.restore(stored)
  }

  restoreLooks(looks: number, uncounted: number): void {
    this.#looks = looks
    this.#uncounted = uncounted
    this.#countAt = this.#nextCount()
  }

  #nextCount(): number {
    const { looksBetweenCounts } = this.#budget
    return (Math.floor(this.#looks / looksBetweenCounts) + 1) * looksBetweenCounts
  }
}
