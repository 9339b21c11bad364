/** So many milliseconds by the wall clock. */
export interface WallDuration {
  readonly kind: 'wall'
  readonly ms: number
}
/** Whole working days of the rule's calendar. */
export interface WorkdaysDuration {
  readonly kind: 'workdays'
  readonly workdays: number
}
/** Working time of the rule's calendar, in milliseconds. */
export interface WorkingDuration {
  readonly kind: 'working'
  readonly workingMs: number
}
export type Duration = WallDuration | WorkdaysDuration | WorkingDuration

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Longest time a window or deadline may span; bounds what the engine has to remember. */
export const maxWindowMs = 400 * msPerUnit.d

/** How long after its opening a deadline may be due when pauses put it off, and be started anew; bounds what the engine remembers. */
export const deadlineReachMs = 2 * maxWindowMs

/**
 * `30s 30m 24h 7d` wall time, `3wd` working days, `8wh` or `30wm` working time. Null if the text is no such thing or
 * the number is not within 1 … 1,000,000.
 */
export const parseDuration = (text: string): Duration | null => {
  const found = /^([1-9]\d{0,6})(ms|s|m|h|d|wd|wh|wm)$/.exec(text)
  if (!found) return null
  const count = Number(found[1])
  if (count > 1_000_000) return null
  const unit = found[2] as keyof typeof msPerUnit | 'wd' | 'wh' | 'wm'
  if (unit === 'wd') return { kind: 'workdays', workdays: count }
  if (unit === 'wh') return { kind: 'working', workingMs: count * msPerUnit.h }
  if (unit === 'wm') return { kind: 'working', workingMs: count * msPerUnit.m }
  return { kind: 'wall', ms: count * msPerUnit[unit] }
}

/** A wall-clock duration in milliseconds, or null. */
export const parseWall = (text: string): number | null => {
  const duration = parseDuration(text)
  return duration?.kind === 'wall' ? duration.ms : null
}

/** Whether it counts working time rather than the wall clock. */
export const isWorking = (duration: Duration): boolean => duration.kind !== 'wall'
