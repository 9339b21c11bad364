import type { Event } from '@mingjing/rules/events/event.ts'
import { compareEvents } from '@mingjing/rules/hits/order.ts'
import type { Sample } from '@mingjing/rules/testing/sample.ts'
import type { Allowance, PlainDays } from './plain-days.ts'

/** A time limit of the campaign, as the rule file says it and in numbers of our own. */
export interface Limit {
  readonly id: string
  readonly within: readonly [text: string, Allowance]
  readonly remind: readonly (readonly [text: string, Allowance])[]
  /** Whether it can be paused and started anew. */
  readonly pauses: boolean
}

const minute = 60_000
const hour = 60 * minute

export const limits: readonly Limit[] = [
  {
    id: 'clocks.wall',
    within: ['26h', { wall: 26 * hour }],
    remind: [
      ['2h', { wall: 2 * hour }],
      ['30m', { wall: 30 * minute }],
    ],
    pauses: false,
  },
  {
    id: 'clocks.hours',
    within: ['12wh', { workingMs: 12 * hour }],
    remind: [
      ['2wh', { workingMs: 2 * hour }],
      ['30wm', { workingMs: 30 * minute }],
    ],
    pauses: false,
  },
  {
    id: 'clocks.days',
    within: ['3wd', { workdays: 3 }],
    remind: [
      ['1wd', { workdays: 1 }],
      ['2wh', { workingMs: 2 * hour }],
    ],
    pauses: false,
  },
  {
    id: 'clocks.paused-wall',
    within: ['20h', { wall: 20 * hour }],
    remind: [['1h', { wall: hour }]],
    pauses: true,
  },
  {
    id: 'clocks.paused-hours',
    within: ['9wh', { workingMs: 9 * hour }],
    remind: [['1wh', { workingMs: hour }]],
    pauses: true,
  },
  {
    id: 'clocks.paused-days',
    within: ['2wd', { workdays: 2 }],
    remind: [['1wd', { workdays: 1 }]],
    pauses: true,
  },
]

export const sampleOf = ({ id, within, remind, pauses }: Limit): Sample => ({
  ...{ kind: 'deadline', id, opens: 'issue', on: 'application.submitted', expect: 'approval.decided' },
  expectWhere: "decision != 'returned'",
  ...(pauses && {
    ...{ pause: 'application.returned', resume: 'application.resumed' },
    ...{ restart: 'approval.decided', restartWhere: "decision == 'returned'" },
  }),
  within: within[0],
  remind: remind.map(([text]) => text),
})

export interface Step {
  readonly ruleId: string
  readonly triggerId: string
  readonly step: string
  /** Due time, epoch ms. */
  readonly at: number
}

/**
 * Every step of every limit that falls due by `until`, by the words of ARCHITECTURE.md. `daysOf`: by which days an event
 * was judged: those in force when time came to it.
 */
export const plainSteps = (
  events: readonly Event[],
  until: number,
  daysOf: (event: Event) => PlainDays,
  of: readonly Limit[] = limits,
): Step[] => {
  const cases = Map.groupBy(events.filter(({ time }) => time <= until).sort(compareEvents), ({ subject }) => subject)
  return [...cases.values()]
    .flatMap((story) =>
      of.flatMap((limit) => openingsIn(story, limit).flatMap((opening) => stepsOf(opening, story, limit, daysOf))),
    )
    .filter(({ at }) => at <= until)
}

const opens = ({ type }: Event) => type === 'application.submitted'
const isAnswer = ({ type, data }: Event) => type === 'approval.decided' && data.decision !== 'returned'

const startsAnew = (event: Event, story: readonly Event[], { pauses }: Limit): boolean => {
  if (!pauses || event.type !== 'approval.decided' || event.data.decision !== 'returned') return false
  const before = story.slice(0, story.indexOf(event))
  return before.some((first) => opens(first) && !before.some((other) => other.time >= first.time && isAnswer(other)))
}

const openingsIn = (story: readonly Event[], limit: Limit) =>
  story.filter((event) => opens(event) || startsAnew(event, story, limit))

const stepsOf = (
  opening: Event,
  story: readonly Event[],
  limit: Limit,
  daysOf: (event: Event) => PlainDays,
): Step[] => {
  const days = daysOf(opening)
  const [, allowed] = limit.within
  const isAfter = (event: Event) => story.indexOf(event) > story.indexOf(opening)
  const ending = story.find(
    (event) => (isAnswer(event) && event.time >= opening.time) || (isAfter(event) && startsAnew(event, story, limit)),
  )
  const due = days.shift(opening.time, allowed, 'on')
  const steps = [
    ...limit.remind.flatMap(([, before], i) =>
      days.shift(due, before, 'back') > opening.time ? [{ step: `remind-${i + 1}`, before }] : [],
    ),
    { step: 'breach', before: null },
  ]
  return steps.flatMap(({ step, before }) => {
    const at = fallOf(before, opening, story, limit, daysOf)
    if (at === null || (ending && ending.time <= at)) return []
    return [{ ruleId: limit.id, triggerId: `${opening.source}#${opening.id}`, step, at }]
  })
}

/** When a step falls that lies `before` the end, or at it, given the pauses; null while the clock stands. */
const fallOf = (
  before: Allowance | null,
  opening: Event,
  story: readonly Event[],
  { within: [, allowed], pauses }: Limit,
  daysOf: (event: Event) => PlainDays,
): number | null => {
  let days = daysOf(opening)
  let added = 0
  const plain = () => {
    const end = days.shift(opening.time, longer(allowed, added), 'on')
    return before === null ? end : days.shift(end, before, 'back')
  }
  let at = plain()
  let pausedAt: number | null = null
  if (!pauses) return at
  for (const event of story) {
    if (event.time < opening.time) continue
    if (pausedAt === null && event.type === 'application.returned') {
      if (event.time > at) return at
      pausedAt = event.time
    } else if (pausedAt !== null && event.type === 'application.resumed') {
      days = daysOf(event)
      added += days.between(pausedAt, event.time, allowed)
      pausedAt = null
      at = Math.max(plain(), event.time)
    }
  }
  return pausedAt === null ? at : null
}

const longer = (allowed: Allowance, by: number): Allowance =>
  'wall' in allowed
    ? { wall: allowed.wall + by }
    : 'workdays' in allowed
      ? { workdays: allowed.workdays + by }
      : { workingMs: allowed.workingMs + by }
