import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeLine } from '@mingjing/rules/events/decode.ts'
import type { WireEvent } from '@mingjing/rules/events/event.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { importCommand, importLog } from './command.ts'

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const bpi2012 = join(data, 'bpi2012/BPI_Challenge_2012.xes.gz')
const bankMarketing = join(data, 'bank-marketing/bank-full.csv.gz')
const folder = mkdtempSync(join(tmpdir(), 'mingjing-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

const only = (file: string) => ({
  present: existsSync(file),
  why: existsSync(file) ? '' : ' (skipped: the log is not there)',
})
const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)

describe('BPI Challenge 2012', () => {
  const { present, why } = only(bpi2012)
  it.skipIf(!present)(`has every event of the log, and the published counts${why}`, async () => {
    const activities = new Map<string, number>()
    const transitions = new Map<string, number>()
    const types = new Map<string, number>()
    const actors = new Set<string>()
    const outcomes = new Map<string, string>()
    const cases = new Map<string, Map<string, number>>()
    let events = 0
    let nobody = 0
    let misplaced = 0
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    const order = new Map<string, { time: number; id: string }>()
    for await (const { event, time } of importLog('xes', bpi2012)) {
      const { activity = '', transition = '', actor, decision } = event.data as Record<string, string>
      events++
      count(activities, activity)
      count(transitions, transition)
      count(types, event.type)
      if (actor === undefined) nobody++
      else actors.add(actor)
      first = Math.min(first, time)
      last = Math.max(last, time)
      const repeats = cases.get(event.subject) ?? new Map<string, number>()
      if (transition === 'complete') count(repeats, activity)
      cases.set(event.subject, repeats)
      if (event.type === 'approval.decided') outcomes.set(event.subject, decision as string)
      if (event.type === 'application.withdrawn') outcomes.set(event.subject, 'cancelled')
      const before = order.get(event.subject)
      if (before && (before.time > time || (before.time === time && before.id >= event.id))) misplaced++
      order.set(event.subject, { time, id: event.id })
    }
    expect({ events, cases: cases.size, activities: activities.size, actors: actors.size, nobody }).toEqual({
      events: 262_200,
      cases: 13_087,
      activities: 24,
      actors: 68,
      nobody: 18_010,
    })
    expect(misplaced).toBe(0)
    expect(Object.fromEntries(transitions)).toEqual({ complete: 164_506, start: 71_376, schedule: 26_318 })
    const ended = (outcome: string) => [...outcomes.values()].filter((value) => value === outcome).length
    expect([ended('approved'), ended('declined'), ended('cancelled'), cases.size - outcomes.size]).toEqual([
      2246, 7635, 2807, 399,
    ])
    const offset = 2 * 3_600_000
    expect(new Date(first + offset).toISOString().slice(0, 19)).toBe('2011-10-01T00:38:44')
    expect(new Date(last + offset / 2).toISOString().slice(0, 19)).toBe('2012-03-14T16:04:54')
    expect(types.get('application.submitted')).toBe(13_087)
    expect(types.get('offer.made')).toBe(7_030)
    const reworked = (activity: string) => {
      const repeats = [...cases.values()].map((repeat) => repeat.get(activity) ?? 0).filter((n) => n > 1)
      const mean = repeats.reduce((sum, n) => sum + n, 0) / repeats.length
      return { cases: repeats.length, mean: Math.round(mean * 100) / 100, most: Math.max(...repeats) }
    }
    expect(['W_Completeren aanvraag', 'W_Nabellen offertes', 'W_Valideren aanvraag'].map(reworked)).toEqual([
      { cases: 4_420, mean: 4.76, most: 34 },
      { cases: 4_274, mean: 5.2, most: 33 },
      { cases: 2_020, mean: 3.32, most: 28 },
    ])
  })

  it.skipIf(!present)(`is written in order of time${why}`, async () => {
    const out = join(folder, 'bpi2012.ndjson')
    expect(await importCommand('xes', bpi2012, { out })).toBe(262_200)
    let last = ''
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(lines.length).toBe(262_200)
    for (const line of lines.slice(0, 20_000)) {
      const decoded = decodeLine(line)
      if (decoded.kind !== 'ok') throw new Error(line)
      const place = `${decoded.event.time} ${decoded.event.id}`
      expect(last < place).toBe(true)
      last = place
    }
    const [submitted] = lines.map((line) => JSON.parse(line) as WireEvent)
    expect(submitted).toMatchObject({
      id: '0000001-000001',
      type: 'application.submitted',
      subject: '173688',
      orgunit: 'hq',
      time: '2011-10-01T00:38:44.546+02:00',
      data: { activity: 'A_SUBMITTED', transition: 'complete', amount: 2_000_000, actor: '112' },
    })
  })
})

describe('bank marketing', () => {
  const { present, why } = only(bankMarketing)
  it.skipIf(!present)(`has every client, contact and purchase${why}`, async () => {
    const clients = new Set<string>()
    const types = new Map<string, number>()
    let bought = 0
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for await (const { event, time } of importLog('csv', bankMarketing)) {
      clients.add(event.subject)
      count(types, event.type)
      if ((event.data as { response?: string }).response === 'bought') bought++
      first = Math.min(first, time)
      last = Math.max(last, time)
    }
    expect([clients.size, types.get('campaign.contacted'), bought]).toEqual([45_211, 124_956, 5_289])
    expect(types.get('campaign.targeted')).toBe(45_211)
    expect(types.get('campaign.responded')).toBe(45_211)
    expect(new Date(last).getUTCFullYear()).toBe(2010)
    expect(new Date(first).getUTCFullYear()).toBe(2008)
  })
})

describe('what a map does not allow', () => {
  const xes = (
    activity: string,
  ) => `<log><trace><string key="concept:name" value="1"/><string key="AMOUNT_REQ" value="5"/>
<event><string key="concept:name" value="${activity}"><string key="inner" value="x"/></string>
<string key="lifecycle:transition" value="COMPLETE"/><date key="time:timestamp" value="2011-10-01T00:00:00.000+02:00"/>
</event></trace></log>`
  const write = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  const out = join(folder, 'out.ndjson')

  it('names line and activity of an event without an entry', async () => {
    const file = write('unknown.xes', xes('X_UNKNOWN'))
    await expect(importCommand('xes', file, { out })).rejects.toThrow(
      /unknown\.xes: line 4: .*"X_UNKNOWN" \(complete\)/,
    )
    expect(existsSync(out)).toBe(false)
  })

  it('reads a small log and does not mistake nested attributes', async () => {
    expect(await importCommand('xes', write('small.xes', xes('A_SUBMITTED')), { out })).toBe(1)
    expect(JSON.parse(readFileSync(out, 'utf8')).data.amount).toBe(500)
  })

  it('names the line of malformed XML and of a wrong cell', async () => {
    await expect(importCommand('xes', write('torn.xes', '<log>\n<trace></log>'), { out })).rejects.toThrow(/line 2/)
    const header = 'job;day;month;duration;campaign;y\n'
    const table = (row: string) => write('rows.csv', `${header}admin;5;may;10;1;yes\n${row}\n`)
    await expect(importCommand('csv', table('admin;5;may;10;1;maybe'), { out })).rejects.toThrow(/line 3: "maybe"/)
    await expect(importCommand('csv', table('admin;5;brumaire;10;1;no'), { out })).rejects.toThrow(/line 3: "brumaire"/)
    await expect(importCommand('csv', table('admin;5'), { out })).rejects.toThrow(/line 3/)
  })

  it('refuses a map of another format or with an unknown type', async () => {
    const map = write('map.yaml', 'format: csv\nsource: /x\norgunit: hq\nsubject: a\nevents: [{ type: no.such }]\n')
    await expect(importCommand('xes', 'x.xes', { out, map })).rejects.toThrow(/must be xes/)
    await expect(importCommand('csv', 'x.csv', { out, map })).rejects.toThrow(/no\.such/)
  })
})
