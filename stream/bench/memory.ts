import { createEngine } from '@mingjing/rules/engine/engine.ts'
import type { Event, Value } from '@mingjing/rules/events/event.ts'
import { readFrames, writeFrames } from '../snapshot/frames.ts'
import { print, timed } from './figure.ts'
import { decoded, grouped, library, seededLines } from './mix.ts'

/**
 * What a million live keys take: several banks like the seeded one live a month in one engine, each with customers, cards
 * and cases of its own, as a bank that much larger would have. `node --expose-gc`.
 */

const banks = 8
const days = 30

const bundle = library()
const groups = grouped(decoded(await seededLines(days)))

/** The same event at another bank: whatever looks like a name of something has that bank's mark. */
const at = (bank: number, event: Event): Event => {
  const mark = (value: Value | undefined) =>
    typeof value === 'string' && /\d/.test(value) ? `${value}~${bank}` : value
  const data = Object.fromEntries(Object.entries(event.data).map(([name, value]) => [name, mark(value)]))
  return { ...event, id: `${event.id}~${bank}`, subject: `${event.subject}~${bank}`, data }
}

const heap = () => {
  globalThis.gc!()
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

const engine = createEngine(bundle)
const before = heap()
let events = 0
for (const group of groups) {
  const all = Array.from({ length: banks }, (_, bank) =>
    group.map((event) => (bank === 0 ? event : at(bank, event))),
  ).flat()
  all.sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : a.id < b.id ? -1 : 1))
  engine.due(group[0]!.time - 1)
  engine.observe(all)
  events += all.length
}
const bytes = heap() - before
const { windowKeys, openDeadlines } = engine.size()
print({
  figure: 'memory.keys',
  value: ((bytes / windowKeys) * 1e6) / 2 ** 30,
  unit: 'GiB a million live keys',
  target: 1.5,
  keys: windowKeys,
  openDeadlines,
  events,
  rules: bundle.rules.length,
  bytes,
  what: `state of the whole library after ${days} days of ${banks} banks, heap after collection`,
})

const kept = await timed(() => writeFrames(engine.snapshot()))
const again = createEngine(bundle)
const emptied = heap()
const restored = await timed(() => again.restore(readFrames(kept.result)))
const grown = heap() - emptied
print({
  figure: 'memory.restore',
  value: (restored.cpuSeconds / windowKeys) * 1e6,
  unit: 'processor seconds a million live keys',
  target: 10,
  seconds: restored.seconds,
  snapshotSeconds: kept.seconds,
  snapshotCpuSeconds: kept.cpuSeconds,
  snapshotBytes: kept.result.length,
  bytes: grown,
  keys: again.size().windowKeys,
  what: 'engine state from the bytes of its snapshot, as after a crash; storing and reading them come on top',
})
