/** What befalls the machine, its clocks and its processes. */
export const kinds = [
  /** The wall clock is an hour, eight (a wrong zone) or a day ahead for a while; it is set by a step and set back by one. */
  'ahead',
  /** The same, behind. */
  'behind',
  /** Ahead or behind for a few seconds. */
  'blip',
  /** The wall clock stands still for ten minutes and goes on; half a minute later it is put right. */
  'frozen',
  /** The virtual machine is paused for ten minutes, with everything on it. */
  'machine paused',
  /** The worker dies shortly before something is due; another begins after it. */
  'down',
  /** No worker for hours, while the log grows. */
  'away',
  /** The worker is told to let go shortly before something is due; another goes on. */
  'hand over',
  /** The worker dies in the middle of writing what was due. */
  'dies firing',
] as const
export type Kind = (typeof kinds)[number]

/** Moments are true time, epoch ms. */
export interface Incident {
  readonly kind: Kind
  readonly from: number
  readonly to: number
  /** By how much the wall clock is wrong, ms; 0 where it is not. */
  readonly error: number
  /** Of a paused machine: whether its steady clock counts the pause, and whether its wall clock is right when it goes on. */
  readonly steadyCounts: boolean
  readonly wallRight: boolean
  /** An event every few seconds while it lasts. */
  readonly busy: boolean
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
export const pauseMs = 10 * minute
/** How long after it goes on a clock that stood is put right, ms. */
export const correctedAfter = 30 * second

/** An incident that has to do with something due at `due`. */
export const incidentAt = (kind: Kind, due: number, random: () => number): Incident => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const between = (least: number, most: number) => Math.round(least + random() * (most - least))
  const error = pick([hour, 8 * hour, 24 * hour])
  const busy = random() < 0.4
  const lasting = () => (busy ? 3 * minute : pick([25 * second, 5 * minute, 3 * hour]))
  const usual = { kind, error: 0, steadyCounts: true, wallRight: true, busy }
  const span = (from: number, ms: number) => ({ from, to: from + ms })
  switch (kind) {
    case 'ahead':
      return { ...usual, error, ...span(due - between(5 * second, error), lasting()) }
    case 'behind':
      return { ...usual, error: -error, ...span(due - between(-10 * second, minute), lasting()) }
    case 'blip':
      return { ...usual, error: pick([1, -1]) * error, ...span(due - between(-5 * second, 30 * second), 4 * second) }
    case 'frozen':
      return { ...usual, ...span(due - between(second, pauseMs), pauseMs + correctedAfter) }
    case 'machine paused': {
      const wallRight = random() < 0.5
      const from = due - between(second, pauseMs)
      return {
        ...usual,
        ...{ busy: false, wallRight, steadyCounts: random() < 0.5 },
        ...span(from, pauseMs + (wallRight ? 0 : correctedAfter)),
      }
    }
    case 'down':
      return { ...usual, ...span(due - between(second, 20 * second), between(25 * second, minute)) }
    case 'away':
      return { ...usual, busy: false, ...span(due - between(minute, 3 * hour), between(3 * hour, 12 * hour)) }
    case 'hand over':
      return { ...usual, ...span(due + between(0, 15 * second), 5 * second) }
    case 'dies firing':
      return { ...usual, ...span(due + 5 * second, 40 * second) }
  }
}

/** By how much the wall clock is wrong at a true moment, ms. */
export const wallError = (incidents: readonly Incident[], at: number): number => {
  const now = incidents.find(({ from, to }) => from <= at && at < to)
  if (!now) return 0
  if (now.kind === 'frozen') return -Math.min(at - now.from, pauseMs)
  return now.kind === 'machine paused' ? (now.wallRight ? 0 : -pauseMs) : now.error
}

/** How much of a true moment the steady clock has left out, ms. */
export const steadyLag = (incidents: readonly Incident[], at: number): number =>
  incidents
    .filter(({ kind, steadyCounts }) => kind === 'machine paused' && !steadyCounts)
    .reduce((sum, { from }) => sum + Math.min(Math.max(0, at - from), pauseMs), 0)

/** True moments at which the wall clock is set by a step against the steady one. */
export const stepsOfWall = (incidents: readonly Incident[]): number[] =>
  incidents.flatMap((incident) => {
    if (incident.error !== 0) return [incident.from, incident.to]
    if (incident.kind === 'frozen') return [incident.to]
    if (incident.kind !== 'machine paused') return []
    const goesOn = incident.from + pauseMs
    return [
      ...(incident.wallRight === incident.steadyCounts ? [] : [goesOn]),
      ...(incident.wallRight ? [] : [incident.to]),
    ]
  })
