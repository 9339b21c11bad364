import { headOffice, parentOf } from '@mingjing/rules/events/orgunit.ts'

/**
 * Expected against staffed load of outlets, by half hour.
 *
 * Arrivals expected in a half hour = those without appointment, as many as on the average day of this weekday within the
 * history in that half hour, times the pace of today; and those with an appointment for it, times the share of booked
 * customers who come unless they cancel. The pace is (walk-ins today + {@link steadiness}) ÷ (walk-ins the history expects by now +
 * {@link steadiness}), of the outlet, so that a few early customers change little.
 *
 * Load = arrivals × share served at counters × mean seconds at a counter ÷ 1800 s: the counters kept busy all through.
 * Counters needed = load ÷ {@link busiest}, rounded up; none for a half hour without appointments in which it is likelier
 * than not that nobody comes.
 */
export const halfHour = 1_800_000
/** Beyond this use of its counters a queue grows fast, whatever the order of arrivals. */
export const busiest = 0.8
/** Arrivals expected below which a half hour most likely sees none: a Poisson mean of ln 2. */
export const likely = Math.LN2
/** Arrivals that the pace starts from. */
export const steadiness = 5
/** Weekdays of the history below which every working day is taken instead. */
export const fewestDays = 3

export interface OutletDay {
  readonly orgunit: string
  /** Walk-ins an average day like today has in each half hour of the day, by its number 0 … 47. */
  readonly usual: Readonly<Record<number, number>>
  /** Walk-ins today until now. */
  readonly walkInsToday: number
  /** Appointments still to come, by half hour. */
  readonly booked: Readonly<Record<number, number>>
  /** Counters open, or as they were on the day taken for the rest of today, by half hour. */
  readonly windows: Readonly<Record<number, number>>
}

export interface Rates {
  /** Of booked customers who did not cancel, those who come; of all customers, those served at a counter; mean seconds there. */
  readonly shownUp: number
  readonly atCounter: number
  readonly seconds: number
}

export interface Slot {
  /** Half hour of the day, 0 … 47. */
  readonly slot: number
  readonly walkIns: number
  readonly booked: number
  /** Counters kept busy all through. */
  readonly load: number
  readonly needed: number
  readonly windows: number
}
export interface OutletLoad {
  readonly orgunit: string
  readonly pace: number
  readonly slots: readonly Slot[]
}

/** @param now half hours since midnight, with a fraction @param slots half hours to tell, the current one first */
export const loadOf = (day: OutletDay, rates: Rates, now: number, slots: readonly number[]): OutletLoad => {
  let soFar = 0
  for (let slot = 0; slot < Math.floor(now); slot++) soFar += day.usual[slot] ?? 0
  soFar += (day.usual[Math.floor(now)] ?? 0) * (now - Math.floor(now))
  const pace = (day.walkInsToday + steadiness) / (soFar + steadiness)
  return {
    orgunit: day.orgunit,
    pace,
    slots: slots.map((slot) => {
      const walkIns = (day.usual[slot] ?? 0) * pace
      const booked = (day.booked[slot] ?? 0) * rates.shownUp
      const load = ((walkIns + booked) * rates.atCounter * rates.seconds * 1000) / halfHour
      return {
        slot,
        walkIns,
        booked,
        load,
        needed: booked === 0 && walkIns < likely ? 0 : Math.ceil(load / busiest - 1e-9),
        windows: day.windows[slot] ?? 0,
      }
    }),
  }
}

/** What to do about it, with the numbers it rests on. */
export type Suggestion =
  | {
      readonly kind: 'open' | 'shift'
      readonly orgunit: string
      readonly slot: Slot
      /** Counters short, and the half hours in a row in which there are too few. */
      readonly short: number
      readonly halfHours: number
      /** The outlet with counters to spare that could lend one; only of a shift. */
      readonly from?: string
      readonly spare?: number
    }
  | {
      readonly kind: 'invite'
      readonly orgunit: string
      readonly slot: Slot
      /** Counters to spare all through these half hours, and the appointments for later that could come now. */
      readonly spare: number
      readonly halfHours: number
      readonly later: number
    }

const spareOf = ({ windows, needed }: Slot): number => windows - needed

/**
 * Shortages first, the largest first: a counter from an outlet of the same unit that has two or more to spare in that
 * half hour, else one to be opened. Then outlets with two or more to spare through all of the half hours told while
 * appointments wait for later: call those customers earlier.
 */
export const suggestionsOf = (outlets: readonly OutletLoad[], days: ReadonlyMap<string, OutletDay>): Suggestion[] => {
  const lent = new Set<string>()
  const short = outlets.flatMap((outlet): Suggestion[] => {
    const worst = outlet.slots.reduce<Slot | null>(
      (most, slot) => (spareOf(slot) < (most === null ? 0 : spareOf(most)) ? slot : most),
      null,
    )
    if (worst === null) return []
    const halfHours = outlet.slots.filter((slot) => spareOf(slot) < 0).length
    return [{ kind: 'open', orgunit: outlet.orgunit, slot: worst, short: -spareOf(worst), halfHours }]
  })
  const shortages = short
    .sort((a, b) => b.slot.load - b.slot.windows - (a.slot.load - a.slot.windows))
    .map((each) => {
      const above = parentOf(each.orgunit)
      const lender = outlets.find(({ orgunit, slots }) => {
        const same = slots.find(({ slot }) => slot === each.slot.slot)
        // Branches are not next door to one another.
        const near = orgunit !== each.orgunit && parentOf(orgunit) === above && above !== headOffice
        return near && !lent.has(orgunit) && same !== undefined && same.windows > 2 && spareOf(same) >= 2
      })
      if (lender === undefined || each.kind === 'invite') return each
      lent.add(lender.orgunit)
      const same = lender.slots.find(({ slot }) => slot === each.slot.slot)!
      return { ...each, kind: 'shift' as const, from: lender.orgunit, spare: spareOf(same) }
    })
  const idle = outlets.flatMap((outlet): Suggestion[] => {
    const [first] = outlet.slots
    const spare = Math.min(...outlet.slots.map(spareOf))
    const last = outlet.slots.at(-1)?.slot ?? 0
    const booked = Object.entries(days.get(outlet.orgunit)?.booked ?? {})
    const later = booked.reduce((sum, [slot, count]) => (Number(slot) > last ? sum + count : sum), 0)
    if (first === undefined || spare < 2 || later === 0 || lent.has(outlet.orgunit)) return []
    return [{ kind: 'invite', orgunit: outlet.orgunit, slot: first, spare, halfHours: outlet.slots.length, later }]
  })
  return [...shortages, ...idle.sort((a, b) => (b.kind === 'invite' && a.kind === 'invite' ? b.later - a.later : 0))]
}
