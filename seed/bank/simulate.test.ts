import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeEvent, decodeLine } from '@mingjing/rules/events/decode.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { seedCommand } from '../command.ts'
import { libraryFiles } from '../library.ts'
import { instantOf } from './clock.ts'
import { habits } from './habits.ts'
import { branchIds, organisation, outletIds } from './organisation.ts'
import { plants } from './plants/calendar.ts'
import { type Simulation, simulate, startOf } from './simulate.ts'
import { staffOf } from './staff.ts'

const hashOf = (simulation: Simulation): { hash: string; events: number } => {
  const hash = createHash('sha256')
  let events = 0
  for (const event of simulate(simulation)) {
    hash.update(JSON.stringify(event))
    events++
  }
  return { hash: hash.digest('hex'), events }
}

describe('the simulated bank', () => {
  it('gives the same bytes for the same seed, others for another, and at least 200,000 events in 30 days', () => {
    const first = hashOf({ days: 6, seed: 1, disorder: true })
    expect(hashOf({ days: 6, seed: 1, disorder: true })).toEqual(first)
    expect(hashOf({ days: 2, seed: 2 }).hash).not.toBe(hashOf({ days: 2, seed: 1 }).hash)
    let events = 0
    for (const _ of simulate({ days: 30, seed: 1 })) events++
    expect(events).toBeGreaterThanOrEqual(200_000)
  })

  it('speaks the contract: every event is valid, within the log, once, and in order of time', () => {
    const simulation = { days: 6, seed: 3, end: '2026-06-24' }
    const ids = new Set<string>()
    let last = startOf(simulation)
    for (const event of simulate(simulation)) {
      const decoded = decodeEvent(event)
      if (decoded.kind !== 'ok') throw new Error(JSON.stringify({ decoded, event }))
      ids.add(event.source + event.id)
      if (decoded.event.time < last) throw new Error(`${event.id} comes too late`)
      last = decoded.event.time
    }
    expect(last).toBeLessThan(instantOf(simulation.end))
    expect(ids.size).toBe([...simulate(simulation)].length)
  })

  it('arrives with a little disorder and a few duplicates, and nothing is lost by it', () => {
    const plain = [...simulate({ days: 5, seed: 1 })]
    const real = [...simulate({ days: 5, seed: 1, disorder: true })]
    const distinct = new Map(real.map((event) => [event.source + event.id, event]))
    expect([...distinct.keys()].sort()).toEqual(plain.map((event) => event.source + event.id).sort())
    let newest = 0
    let latest = 0
    let late = 0
    for (const event of distinct.values()) {
      const time = Date.parse(event.time)
      latest = Math.max(latest, newest - time)
      if (time < newest) late++
      newest = Math.max(newest, time)
    }
    expect(latest).toBeLessThan(10_000)
    expect(late / plain.length).toBeGreaterThan(0.005)
    expect(late / plain.length).toBeLessThan(0.05)
    expect(real.length).toBeGreaterThan(plain.length)
  })

  it('tells a day the same way in a longer log', () => {
    const last = (days: number) =>
      [...simulate({ days, seed: 1 })]
        .filter((event) => event.id.startsWith('20260930'))
        .map((event) => JSON.stringify(event))
    expect(last(2)).toEqual(last(4))
  })

  it('is as large as it says', () => {
    expect(branchIds.length).toBe(12)
    expect(organisation.filter((unit) => unit.level === 'sub-branch').length).toBe(60)
    expect(outletIds.length).toBe(240)
    expect(new Set(organisation.map((unit) => unit.zh)).size).toBe(organisation.length)
    const { people } = staffOf(1)
    expect(new Set(people.map((person) => person.id)).size).toBe(people.length)
    const practised = new Set(people.flatMap((person) => [...person.habits]))
    const ofStaff = Object.entries(habits).filter(([name, habit]) => 'share' in habit && !/Partner|Tablet/.test(name))
    expect(ofStaff.map(([name]) => name).filter((name) => !practised.has(name as never))).toEqual([])
    expect(people.filter((person) => person.population !== 'rest' && person.habits.size > 0)).toEqual([])
  })

  it('can violate every rule of the library, and nothing else', async () => {
    const ids = (await libraryFiles()).flatMap(({ text }) => /^id: (.+)$/m.exec(text)?.[1] ?? [])
    expect(Object.keys(plants).sort()).toEqual(ids.sort())
  })

  it('decides as the bank’s figures say', () => {
    let instant = 0
    let agreed = 0
    let approved = 0
    let decided = 0
    for (const event of simulate({ days: 10, seed: 1 })) {
      if (event.type !== 'approval.decided') continue
      const data = event.data as { mode?: string; suggestion?: string; decision: string }
      decided++
      if (data.decision === 'approved') approved++
      if (data.mode !== 'instant') continue
      instant++
      if (data.suggestion === data.decision) agreed++
    }
    expect(agreed / instant).toBeGreaterThanOrEqual(0.97)
    expect(agreed).toBeLessThan(instant)
    expect(approved / decided).toBeGreaterThan(0.6)
    expect(approved / decided).toBeLessThan(0.8)
  })
})

describe('mingjing seed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mingjing-seed-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('writes the log and the truth as lines', () => {
    const out = join(folder, 'bank.ndjson')
    const truth = join(folder, 'truth.ndjson')
    seedCommand({ days: '2', seed: '1', out, truth })
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(5_000)
    for (const line of lines.slice(0, 500)) expect(decodeLine(line).kind).toBe('ok')
    const kinds = new Set(
      readFileSync(truth, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    )
    expect([...kinds].sort()).toEqual(['cast', 'clean', 'near', 'planted'])
  })

  it('names the option that is wrong', () => {
    expect(() => seedCommand({ days: 'many', seed: '1', out: '-' })).toThrow(/--days/)
    expect(() => seedCommand({ days: '1', seed: '-1', out: '-' })).toThrow(/--seed/)
    expect(() => seedCommand({ days: '1', seed: '1', out: '-', end: 'soon' })).toThrow(/soon/)
  })
})
