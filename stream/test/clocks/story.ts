import { chinesePublicHolidays } from '@mingjing/rules/calendar/china.ts'
import type { YearTable } from '@mingjing/rules/calendar/definition.ts'
import type { Event } from '@mingjing/rules/events/event.ts'
import type { Arrival } from '../simulation/arrivals.ts'
import { randomFrom } from '../trial.ts'
import { type Incident, incidentAt, kinds } from './incidents.ts'
import { plainSteps } from './limits.ts'
import { type Passing, passing, type Slow } from './passing.ts'
import { plainDays } from './plain-days.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Days around which stories are told, and a table as it could come for their year; these tables are made up. */
const anchors: readonly { readonly date: string; readonly comes: YearTable }[] = [
  { date: '2028-02-29', comes: { off: ['01-01..01-03', '02-29'], work: ['02-26'] } },
  { date: '2028-02-28', comes: { off: ['01-24..01-31'], work: ['02-27', '03-04'] } },
  { date: '2026-12-31', comes: { off: ['01-01..01-04'], work: ['01-09'] } },
  { date: '2027-12-31', comes: { off: ['01-01..01-02'], work: [] } },
  { date: '2027-02-05', comes: { off: ['02-05..02-12'], work: ['02-13', '02-14'] } },
  { date: '2026-02-13', comes: { off: ['02-15..02-24'], work: ['02-14', '02-28'] } },
  { date: '2026-02-27', comes: { off: ['02-15..02-23', '03-02'], work: ['02-28'] } },
  { date: '2026-09-30', comes: { off: ['09-25..09-27', '10-01..10-08'], work: ['09-20', '10-11'] } },
  { date: '2025-09-27', comes: { off: ['10-01..10-08'], work: ['09-28', '10-11'] } },
]

/** Nothing comes later than this after it happened, ms: the quiet clock stays farther behind. */
const mostDelay = 7 * second

export interface Story {
  readonly records: Arrival[]
  readonly incidents: readonly Incident[]
  readonly passing: Passing
  /** Holiday tables at first, and from `comesAt` (true time) on; null where none comes. */
  readonly tables: Readonly<Record<number, YearTable>>
  readonly coming: { readonly at: number; readonly tables: Readonly<Record<number, YearTable>> } | null
  /** True time at which everything has fallen due, with an event of that moment. */
  readonly horizon: number
}

type Draft = Pick<Event, 'id' | 'type' | 'subject' | 'time' | 'data'> & { readonly sentAt: number }

/** Cases with time limits around a delicate day, and what befalls machine, clocks and worker just then. */
export const storyOf = (seed: number): Story => {
  const random = randomFrom(seed ^ 0xc10c)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const anchor = anchors[seed % anchors.length]!
  const start = Date.parse(`${anchor.date}T00:00:00+08:00`) - Math.round((1 + random() * 3) * day)
  const tables = chinesePublicHolidays
  const coming =
    random() < 0.5
      ? { at: Math.round(start + random() * 5 * day), tables: { ...tables, [yearOf(anchor)]: anchor.comes } }
      : null
  const days = plainDays(tables)
  const daysThen = coming && plainDays(coming.tables)

  const drafts: Draft[] = []
  const tell = (type: Event['type'], subject: string, time: number, data: Event['data'], sentAt = time) =>
    drafts.push({
      id: `${subject}.${type}.${drafts.length}`,
      type,
      subject,
      time: Math.round(time),
      data,
      sentAt: Math.round(sentAt),
    })
  const stepsOf = (of: readonly Draft[]) =>
    plainSteps(of.map(asEvent), start + 60 * day, ({ time }) =>
      coming && daysThen && time > coming.at ? daysThen : days,
    )

  const cases = 4 + Math.floor(random() * 6)
  for (let n = 0; n < cases; n++) caseOf(n)
  function caseOf(n: number) {
    const subject = `app-${n}`
    const opening = openingMoment(start + random() * 5 * day, random)
    const isAhead = random() < 0.15
    const first = drafts.length
    tell(
      'application.submitted',
      subject,
      opening,
      { product: 'card', channel: 'mobile', amount: 100, customer: `c${n}` },
      isAhead ? opening - between(random, 15 * second, 5 * hour) : opening,
    )
    const steps = () => stepsOf(drafts.slice(first))
    /** Near a step, often within a millisecond of it. */
    const near = () => {
      const known = steps()
      const at = known.length > 0 ? pick(known).at : opening + random() * day
      return Math.max(opening, at + pick([-1, 0, 1, -5 * second, 5 * second, -2 * hour, hour]))
    }
    if (random() < 0.5) {
      let at = near()
      for (let turn = 0; turn < 2 && random() < 0.8; turn++) {
        tell('application.returned', subject, at, { node: 'n', actor: 'P1', reason: 'document missing' })
        if (random() < 0.1) return
        at += pick([1, 10 * minute, 3 * hour, 20 * hour, 3 * day]) + Math.round(random() * hour)
        tell('application.resumed', subject, at, { node: 'n' })
        at += Math.round(random() * day)
      }
    }
    if (random() < 0.3) tell('approval.decided', subject, near(), { decision: 'returned' })
    if (random() < 0.4) tell('approval.decided', subject, near(), { decision: 'approved' })
  }

  const known = stepsOf(drafts)
  const incidents: Incident[] = []
  const wished = 3 + Math.floor(random() * 4)
  for (let tries = 0; incidents.length < wished && tries < 40 && known.length > 0; tries++) {
    const incident = incidentAt(kinds[(seed + tries) % kinds.length]!, pick(known).at, random)
    const margin = 3 * minute
    const isApart = incidents.every(({ from, to }) => incident.to + margin < from || to + margin < incident.from)
    if (isApart && incident.from > start + hour) incidents.push(incident)
  }

  const posted = (time: number, sentAt = time) =>
    tell(
      'transaction.posted',
      `card-${drafts.length}`,
      time,
      { card: 'k', customer: 'c', amount: 1, merchant: 'm', merchantCategory: 'retail', channel: 'pos' },
      sentAt,
    )
  for (const { from, to, busy } of incidents) {
    if (!busy) continue
    const last = Math.min(to, from + 3 * minute) + 20 * second
    for (let at = from - 20 * second; at < last; at += between(random, second, 7 * second)) posted(at)
  }
  const lastStep = Math.max(start + 8 * day, ...known.map(({ at }) => at))
  if (random() < 0.6) for (let at = start; at < lastStep; at += between(random, minute, 12 * hour)) posted(at)
  if (random() < 0.4) {
    const sentAt = start + random() * 4 * day
    posted(sentAt + between(random, 20 * second, 3 * day), sentAt)
    posted(sentAt + 60 * day, sentAt)
  }
  const horizon = lastStep + 3 * day
  posted(horizon)

  const slow = [
    ...incidents.flatMap(({ from, to }): Slow[] =>
      to - from <= 15 * minute
        ? [[from - 30 * second, to + minute]]
        : [
            [from - 30 * second, from + minute],
            [to - 30 * second, to + minute],
          ],
    ),
    ...known.filter(() => random() < 0.15).map(({ at }): Slow => [at - 15 * second, at + minute]),
  ]
  const began = Math.min(start, ...drafts.map(({ sentAt }) => sentAt), ...slow.map(([from]) => from)) - minute
  const pass = passing(began, slow)
  const records = drafts
    .map((draft) => ({ at: pass.at(draft.sentAt + Math.round(random() ** 2 * mostDelay)), text: textOf(draft) }))
    .sort((a, b) => a.at - b.at)
    .map((record, offset) => ({ ...record, offset }))
  return { records, incidents: incidents.sort((a, b) => a.from - b.from), passing: pass, tables, coming, horizon }
}

const between = (random: () => number, least: number, most: number) => Math.round(least + random() * (most - least))

/** The year whose table comes: that after a year's end. */
const yearOf = ({ date }: { readonly date: string }): number => {
  const year = Number(date.slice(0, 4))
  return date.endsWith('12-31') ? year + 1 : year
}

/** Any hour, office hours, or the very moment of opening or closing. */
const openingMoment = (at: number, random: () => number): number => {
  const midnight = Math.floor((at + 8 * hour) / day) * day - 8 * hour
  const luck = random()
  if (luck < 0.3) return Math.round(at)
  if (luck < 0.8) return Math.round(midnight + 9 * hour + random() * 8.5 * hour)
  return midnight + (luck < 0.9 ? 9 : 17.5) * hour + Math.floor(random() * 3) - 1
}

const envelope = (draft: Draft) => {
  const { id, type, subject, data } = draft
  return { id, source: 'core', type, subject, orgunit: 'b01-s01-o1', data }
}

const asEvent = (draft: Draft): Event => ({ ...envelope(draft), time: draft.time })

const textOf = (draft: Draft): string =>
  JSON.stringify({ specversion: '1.0', ...envelope(draft), time: new Date(draft.time).toISOString() })
