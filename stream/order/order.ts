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
  size: number
}

export const createOrder = (): Order => ({
  newest: beforeAll,
  frontier: beforeAll,
  times: { items: [] },
  waiting: new Map(),
  size: 0,
})

export const watermark = (order: Order): number => Math.max(order.frontier, order.newest - lateness)

/** Takes an event in, or says that it comes too late. `wall` (epoch ms) tells which event times are believed. */
export const admit = (order: Order, placed: Placed, wall: number): 'ok' | 'late' => {
  const { time } = placed.event
  if (time <= watermark(order)) return 'late'
  if (time > order.newest && time <= wall + futureAllowance) order.newest = time
  hold(order, placed)
  return 'ok'
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
    if (last && last[1] === offset) last[1]++
    else ranges.push([offset, offset + 1])
  }
  return ranges
}
