import { describe, expect, test } from 'vitest'
import { deadlineReachMs } from '../language/duration.ts'
import { day, deadline, far, filed, hitsOf, hour, of, pause, resume, t0 } from '../testing/waiting.ts'

describe('starting anew', () => {
  const restart = of('complaint.answered')
  const rule = deadline({
    pause: undefined,
    resume: undefined,
    expect: 'approval.decided',
    restart: 'complaint.answered',
  })
  const met = of('approval.decided')
  const due = (ms: number) => t0 + ms + 24 * hour

  test('ends what waits and opens anew, by its own event', () => {
    const events = [filed('a', t0), restart('b', t0 + hour)]
    expect(hitsOf(rule, events, far)).toEqual([['breach', 'b', due(hour)]])
    expect(hitsOf(rule, [...events, met('c', due(hour))], far)).toEqual([])
    expect(hitsOf(rule, [...events, restart('c', due(0))], far)).toEqual([['breach', 'c', due(24 * hour)]])
  })

  test('one that comes too late leaves the breach, and opens anew all the same', () => {
    const events = [filed('a', t0), restart('b', due(1))]
    expect(hitsOf(rule, events, far)).toEqual([
      ['breach', 'a', due(0)],
      ['breach', 'b', due(due(1) - t0)],
    ])
  })

  test('finds nothing waiting before the opening and after it was met', () => {
    expect(hitsOf(rule, [restart('a', t0), filed('b', t0)], far)).toEqual([['breach', 'b', due(0)]])
    expect(hitsOf(rule, [filed('a', t0), met('b', t0 + 1), restart('c', t0 + 2)], far)).toEqual([])
  })

  test('in one millisecond goes by source and id', () => {
    expect(hitsOf(rule, [filed('a', t0), met('b', t0 + 1), restart('c', t0 + 1)], far)).toEqual([])
    expect(hitsOf(rule, [filed('a', t0), restart('b', t0 + 1), met('c', t0 + 1)], far)).toEqual([])
    expect(hitsOf(rule, [met('a', t0), filed('b', t0), restart('c', t0)], far)).toEqual([])
    expect(hitsOf(rule, [filed('a', t0), restart('b', t0), filed('c', t0)], far)).toEqual([
      ['breach', 'b', due(0)],
      ['breach', 'c', due(0)],
    ])
  })

  test('an event that opens as well opens once', () => {
    const both = deadline({ pause: undefined, resume: undefined, restart: 'complaint.filed' })
    expect(hitsOf(both, [filed('a', t0), filed('b', t0 + hour)], far)).toEqual([['breach', 'b', due(hour)]])
  })

  test('goes back 800 days to an event of `on`, through others that started anew', () => {
    const paused = deadline({ expect: 'approval.decided', restart: 'complaint.answered' })
    const chain = (ms: number) => [filed('a', t0), pause('b', t0), restart('c', t0 + 500 * day), restart('d', t0 + ms)]
    const end = far + 2000 * day
    const hits = (ms: number) => hitsOf(paused, chain(ms), end).map(([, trigger]) => trigger)
    expect(hits(deadlineReachMs)).toEqual(['c', 'd'])
    expect(hits(deadlineReachMs + 1)).toEqual(['c'])
    expect(hitsOf(paused, [filed('a', t0), restart('b', t0 + deadlineReachMs)], end)).toHaveLength(2)
  })

  test('starts with a running clock', () => {
    const paused = deadline({ expect: 'approval.decided', restart: 'complaint.answered' })
    const events = [filed('a', t0), pause('b', t0 + 1), restart('c', t0 + hour), resume('d', t0 + 2 * hour)]
    expect(hitsOf(paused, events, far)).toEqual([['breach', 'c', due(hour)]])
  })
})
