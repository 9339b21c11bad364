import type { Journal } from './journal.ts'
import { type Partners, partnersOf } from './partners.ts'
import { type Staff, staffOf } from './staff.ts'
import type { Truth } from './truth.ts'

/** What every process of the bank works with. */
export interface World {
  readonly seed: number
  readonly staff: Staff
  readonly partners: Partners
  readonly journal: Journal
  readonly truth: Truth
}

export const worldOf = (seed: number, journal: Journal, truth: Truth): World => ({
  seed,
  staff: staffOf(seed),
  partners: partnersOf(seed),
  journal,
  truth,
})
