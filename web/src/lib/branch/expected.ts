import type { Slot, Suggestion } from '@mingjing/sql/cockpit/load.ts'
import type { ExpectedLoad } from '@mingjing/sql/queries/expected-load.ts'

export type { Suggestion }

/** What the outlets of a unit can expect, and what to do about it. */
export type Expected = Omit<ExpectedLoad, 'days'> & { readonly suggestions: readonly Suggestion[] }

/** A half hour of all outlets together: the counters too few are those of each, whatever others have to spare. */
export interface WholeSlot extends Omit<Slot, 'load'> {
  readonly short: number
}

export const wholeSlots = ({ outlets }: Pick<Expected, 'outlets'>): WholeSlot[] =>
  (outlets[0]?.slots ?? []).map(({ slot }, i) => {
    const those = outlets.map(({ slots }) => slots[i]!)
    const sum = (of: (each: Slot) => number) => those.reduce((all, each) => all + of(each), 0)
    return {
      slot,
      walkIns: sum((each) => each.walkIns),
      booked: sum((each) => each.booked),
      needed: sum((each) => each.needed),
      windows: sum((each) => each.windows),
      short: sum((each) => Math.max(0, each.needed - each.windows)),
    }
  })

/** The most counters of any half hour, for bars; never nought. */
export const mostCounters = (slots: readonly WholeSlot[]): number =>
  Math.max(1, ...slots.flatMap(({ needed, windows }) => [needed, windows]))
