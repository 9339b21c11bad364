import type { WorkerStatus } from '@mingjing/sql/runtime.ts'
import type { Block } from './block/block.ts'

/** Over how long throughput is measured, ms. */
const rateMs = 10_000

interface Lane {
  watermark: number
  clock: number
  backlog: number
  openDeadlines: number
  windowKeys: number
}

/** What the worker says of itself: for /healthz and the Operations page. */
export const createStatus = () => {
  let state: WorkerStatus['state'] = 'starting'
  let problem: string | null = null
  let events = 0
  let hits = 0
  const lanes = new Map<number, Lane>()
  /** When how many events had been done, over the last {@link rateMs}. */
  const marks: { at: number; events: number }[] = []

  /** Offsets up to which records have taken effect, and who waits for them. */
  const done = new Map<number, number>()
  let waiting: { partition: number; next: number; wake: () => void }[] = []
  const stand = (partition: number, next: number) => {
    done.set(partition, next)
    waiting = waiting.filter((waiter) => {
      const isThere = waiter.partition === partition && waiter.next <= next
      if (isThere) waiter.wake()
      return !isThere
    })
  }

  const sum = (of: (lane: Lane) => number) => [...lanes.values()].reduce((total, lane) => total + of(lane), 0)

  return {
    enter(block: Block, backlog: number) {
      events += block.accepted.length + block.duplicates + block.dead.length
      hits += block.found.length
      lanes.set(block.plan.partition, {
        watermark: block.watermark,
        clock: block.plan.clock,
        backlog,
        openDeadlines: block.openDeadlines,
        windowKeys: block.windowKeys,
      })
      stand(block.plan.partition, block.plan.to)
      const at = performance.now()
      marks.push({ at, events })
      while (marks.length > 1 && marks[0]!.at < at - rateMs) marks.shift()
    },
    /** Everything before `next` has taken effect. */
    stand,
    /** Resolves when everything before `next` has taken effect. */
    reached: (partition: number, next: number) =>
      new Promise<void>((wake) => {
        if ((done.get(partition) ?? 0) >= next) wake()
        else waiting.push({ partition, next, wake })
      }),
    leave(partition: number) {
      lanes.delete(partition)
    },
    be(now: WorkerStatus['state'], why: string | null = null) {
      state = now
      problem = why
    },
    read(): WorkerStatus {
      const first = marks[0]
      const seconds = first ? (performance.now() - first.at) / 1000 : 0
      const live = [...lanes.values()].filter((lane) => lane.watermark > 0)
      const watermark = live.length === 0 ? null : Math.min(...live.map((lane) => lane.watermark))
      return {
        state,
        problem,
        events,
        hits,
        eventsPerSecond: first && seconds > 0.5 ? Math.round((events - first.events) / seconds) : 0,
        watermark,
        backlog: sum((lane) => lane.backlog),
        lagMs: live.length === 0 ? null : Math.max(...live.map((lane) => lane.clock - lane.watermark)),
        openDeadlines: sum((lane) => lane.openDeadlines),
        windowKeys: sum((lane) => lane.windowKeys),
      }
    },
  }
}

export type Status = ReturnType<typeof createStatus>
