import type { CheckedRule } from '../language/checked.ts'

/** Something that takes in events for one rule or several: how many it ever took in. */
export interface Taking {
  taken: number
}

/** Work done for one rule or for several that share it: how many steps it ever took. */
export interface Work {
  readonly taken: number
  take(steps: number): void
}

/**
 * What was taken in during this life and the one before is at least what is kept, and whoever goes on from a snapshot
 * counts the same, whatever has been forgotten meanwhile.
 */
interface Intake {
  readonly of: Taking
  readonly lifeMs: number
  /** How much had been taken in when this life began, and when the one before did. */
  young: number
  old: number
  /** When the next life begins, epoch ms. */
  turnAt: number
}

/** Intakes and steps of a rule as a snapshot keeps them. */
export interface StoredMeter {
  readonly rule: string
  readonly version: number
  /** All steps ever taken, those owed, as of the look `at`, and those of each work not set against them yet. */
  readonly taken: number
  readonly owed: number
  readonly at: number
  readonly unsettled: readonly number[]
  /** Taken in during this life, during this and the one before, and when this one ends. */
  readonly intakes: readonly (readonly [young: number, old: number, turnAt: number])[]
}

/** What one rule costs. What every event may bring is bounded by the rule's static cost and not counted here. */
export class Meter {
  readonly rule: CheckedRule
  /** Steps of the rule alone. */
  readonly work: Work
  /** Has gone beyond its budget, and is about to be stopped. */
  isOver = false
  /** How much it held when that was last counted. */
  held = 0
  readonly #works: { readonly work: Work; settled: number }[] = []
  readonly #intakes: Intake[] = []
  readonly #exact: (() => number)[] = []
  #taken = 0
  /** Steps beyond those earned, as of the look `#at`. */
  #owed = 0
  #at = 0

  constructor(rule: CheckedRule, work: Work) {
    this.rule = rule
    this.work = work
    this.shares(work)
  }

  /** The rule pays for this work too. */
  shares(work: Work): void {
    if (!this.#works.some((known) => known.work === work)) this.#works.push({ work, settled: work.taken })
  }

  /** What is taken in here is kept for the rule so long. */
  keeps(of: Taking, lifeMs: number): void {
    this.#intakes.push({ of, lifeMs, young: of.taken, old: of.taken, turnAt: 0 })
  }

  /** So much is kept for the rule, the same after any recovery. */
  holds(count: () => number): void {
    this.#exact.push(count)
  }

  /** All steps it has ever taken. */
  get steps(): number {
    return this.#works.reduce((sum, { work, settled }) => sum + work.taken - settled, this.#taken)
  }

  /** Sets what was earned until this look against what was taken; answers what is owed. */
  settle(look: number, stepsALook: number): number {
    let spent = 0
    for (const one of this.#works) {
      spent += one.work.taken - one.settled
      one.settled = one.work.taken
    }
    this.#taken += spent
    this.#owed = Math.max(0, this.#owed + spent - (look - this.#at) * stepsALook)
    this.#at = look
    return this.#owed
  }

  /** Counts what is held at `now`, epoch ms. */
  count(now: number): number {
    let held = 0
    for (const count of this.#exact) held += count()
    for (const intake of this.#intakes) {
      if (now >= intake.turnAt) {
        intake.turnAt = now + intake.lifeMs
        intake.old = intake.young
        intake.young = intake.of.taken
      }
      held += intake.of.taken - intake.old
    }
    this.held = held
    return held
  }

  stored(): StoredMeter {
    return {
      rule: this.rule.id,
      version: this.rule.version,
      taken: this.#taken,
      owed: this.#owed,
      at: this.#at,
      unsettled: this.#works.map(({ work, settled }) => work.taken - settled),
      intakes: this.#intakes.map(({ of, young, old, turnAt }) => [of.taken - young, of.taken - old, turnAt]),
    }
  }

  /** Goes on from a snapshot of the same version of the rule, after what it keeps has been restored. */
  restore({ taken, owed, at, unsettled, intakes }: StoredMeter): void {
    this.#taken = taken
    this.#owed = owed
    this.#at = at
    for (const [i, one] of this.#works.entries()) one.settled = one.work.taken - (unsettled[i] ?? 0)
    for (const [i, intake] of this.#intakes.entries()) {
      const [young, old, turnAt] = intakes[i] ?? [0, 0, 0]
      intake.young = intake.of.taken - young
      intake.old = intake.of.taken - old
      intake.turnAt = turnAt
    }
  }
}
