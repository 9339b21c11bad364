import { makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { createEngine } from '@mingjing/rules/engine/engine.ts'
import { decodeEvent } from '@mingjing/rules/events/decode.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import { describe, expect, it } from 'vitest'
import { libraryFiles } from '../library.ts'
import { minute } from './clock.ts'
import { simulate } from './simulate.ts'
import { type Due, paced, trickle } from './trickle.ts'

const from = new Date('2026-09-16T10:30:00+08:00')
const until = (to: number, dues: Iterable<Due>): Due[] => {
  const taken: Due[] = []
  for (const due of dues) {
    if (due.dueAt >= to) break
    taken.push(due)
  }
  return taken
}

describe('the trickle', () => {
  const dues = until(from.getTime() + 60 * minute, trickle({ seed: 1, from }))

  it('is the same for the same arguments', () => {
    const again = until(from.getTime() + 10 * minute, trickle({ seed: 1, from }))
    expect(again).toEqual(dues.slice(0, again.length))
    expect(again.length).toBeGreaterThan(100)
  })

  it('comes in order from its beginning on, a few a second, and is valid', () => {
    let last = from.getTime()
    for (const { dueAt, event } of dues) {
      expect(dueAt).toBeGreaterThanOrEqual(last)
      expect(Date.parse(event.time)).toBe(dueAt)
      const decoded = decodeEvent(event)
      expect(decoded.kind === 'ok' ? [] : decoded).toEqual([])
      last = dueAt
    }
    const perSecond = dues.length / 3600
    expect(perSecond).toBeGreaterThan(2)
    expect(perSecond).toBeLessThan(6)
  })

  it('continues the log: unfinished cases go on, and no fact of it happens twice', () => {
    const ids = new Set<string>()
    const submitted = new Set<string>()
    for (const event of simulate({ days: 30, seed: 1, end: from.toISOString() })) {
      ids.add(event.source + event.id)
      if (event.type === 'application.submitted') submitted.add(event.subject)
    }
    expect(dues.filter(({ event }) => ids.has(event.source + event.id))).toEqual([])
    const decided = dues.filter(({ event }) => event.type === 'approval.decided' && submitted.has(event.subject))
    expect(decided.length).toBeGreaterThan(3)
    expect(new Set(dues.map(({ event }) => event.source + event.id)).size).toBe(dues.length)
  })

  it('has violations to show, in every stage', async () => {
    const { bundle } = makeBundle({ files: await libraryFiles() })
    const engine = createEngine(bundle)
    const rules = new Set<string>()
    for (let i = 0; i < dues.length; ) {
      const group: Event[] = []
      for (const time = dues[i]?.dueAt; dues[i]?.dueAt === time && i < dues.length; i++) {
        const decoded = decodeEvent((dues[i] as Due).event)
        if (decoded.kind === 'ok') group.push(decoded.event)
      }
      const hits = [...group.flatMap((event) => engine.match(event)), ...engine.observe(group).hits]
      for (const { ruleId } of hits) rules.add(ruleId)
    }
    expect(rules.size).toBeGreaterThan(15)
    const stages = new Set([...rules].map((id) => id.slice(0, id.indexOf('.'))))
    for (const stage of [
      'issuance',
      'limit',
      'instalment',
      'disbursement',
      'postloan',
      'transaction',
      'marketing',
      'consent',
    ])
      expect([...stages]).toContain(stage)
  })

  it('is paced by the clock and ends when told', async () => {
    const signal = AbortSignal.timeout(300)
    const now = Date.now()
    const dated = dues.slice(0, 3).map((due, i) => ({ ...due, dueAt: now + i * 20 }))
    const endless = { dueAt: now + 3_600_000, event: (dues[0] as Due).event }
    const seen: number[] = []
    for await (const _ of paced([...dated, endless], signal)) seen.push(Date.now() - now)
    expect(seen.length).toBe(3)
    expect(seen[2]).toBeGreaterThanOrEqual(38)
  })
})
