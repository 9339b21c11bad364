import type { Event } from '@mingjing/rules/events/event.ts'
import { compareEvents } from '@mingjing/rules/hits/order.ts'
import { type Heap, pop, push } from './heap.ts'

/** An event and its record's offset in the partition. */
export interface Placed {
  readonly offset: number
  readonly event: Event
}

/** Before every moment an event can carry. */
export const beforeAll = -8_640_000_000_000_000

/** How far events may be out of order, ms of event time. */
export const lateness = 10_000
/**
 * How far beyond the clock an event may lie and still be believed, ms. Not more than {@link lateness}: the watermark
 * then never passes the clock, so one sender whose clock is wrong cannot make everyone else's events late.
 */
export const futureAllowance = lateness
/** How far beyond the clock an event may lie and still wait for its time, ms. */
export const mostAhead = 31 * 86_400_000
/** Most events that wait for a time the partition has not come to: each costs memory, and room in every snapshot. */
export const mostWaitingAhead = 100_000

/**
 * Events waiting for the watermark. An event is on time when it is newer than the watermark at the moment it comes, so
 * that the answer does not depend on how records are cut into blocks.
 */
export interface Order {
  /** Largest believed event time. */
  newest: number
  /** Every event up to here was released; the engine's time. */
  frontier: number
  readonly times: Heap
  readonly waiting: Map<number, Placed[]>
  /** Times of the waiting events beyond `newest`, one each; those that were passed since are dropped when counted. */
  readonly ahead: Heap
  size: number
}

export const createOrder = (): Order => ({
  newest: beforeAll,
  frontier: beforeAll,
  times: { items: [] },
  waiting: new Map(),
  ahead: { items: [] },
  size: 0,
})

export const watermark = (order: Order): number => Math.max(order.frontier, order.newest - lateness)

/** `tooFar` lies further than {@link mostAhead} beyond the clock; `tooMany` are waiting for their time already. */
export type Verdict = 'ok' | 'late' | 'tooFar' | 'tooMany'

/**
 * Takes an event in, or says why not: it comes too late, or is dated too far ahead. `wall` (epoch ms, as the plan has
 * it) tells which event times are believed.
 */
export const admit = (order: Order, placed: Placed, wall: number): Verdict => {
  const { time } = placed.event
  if (time <= watermark(order)) return 'late'
  if (time > wall + mostAhead) return 'tooFar'
  if (time > order.newest) {
    if (time <= wall + futureAllowance) order.newest = time
    else if (waitingAhead(order) >= mostWaitingAhead) return 'tooMany'
  }
  hold(order, placed)
  return 'ok'
}

/** How many events wait for a time the partition has not come to. */
export const waitingAhead = (order: Order): number => {
  const { items } = order.ahead
  const come = Math.max(order.newest, order.frontier)
  while (items.length > 0 && items[0]! <= come) pop(order.ahead)
  return items.length
}

/** Puts an event into the buffer without judging it; recovery uses this to fill the buffer again. */
export const hold = (order: Order, placed: Placed): void => {
  const { time } = placed.event
  const group = order.waiting.get(time)
  if (group) group.push(placed)
  else {
    order.waiting.set(time, [placed])
    push(order.times, time)
  }
  if (time > order.newest) push(order.ahead, time)
  order.size++
}

/** Time of the oldest waiting event, or null. */
export const oldestWaiting = (order: Order): number | null => order.times.items[0] ?? null

/**
 * Moves the frontier to `until` and yields what waited up to there: one group per millisecond in growing time, each
 * sorted bytewise by (source, id).
 */
export function* release(order: Order, until: number): Generator<Event[]> {
  if (until <= order.frontier) return
  while (order.times.items.length > 0 && order.times.items[0]! <= until) {
    const time = pop(order.times)!
    const group = order.waiting.get(time)!
    order.waiting.delete(time)
    order.size -= group.length
    const events = group.map((placed) => placed.event)
    yield events.length === 1 ? events : events.sort(compareEvents)
  }
  order.frontier = until
}

/** Offsets of the waiting events that `count`, as ranges `[from, to)` in growing order. */
export const waitingOffsets = (order: Order, counts: (placed: Placed) => boolean): [number, number][] => {
  const offsets: number[] = []
  for (const group of order.waiting.values())
    for (const placed of group) if (counts(placed)) offsets.push(placed.offset)
  const ranges: [number, number][] = []
  for (const offset of offsets.sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    // A record may hold several events.
    if (last && offset < last[1]) continue
    if (last && last[1] === offset) last[1]++
    else ranges.push([offset, offset + 1])
  }
  return ranges
}
