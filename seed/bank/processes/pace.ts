import { afterWorking } from '../working.ts'

/** How long things take: by the bank's working hours, or quickened so that a case can be watched from start to end. */
export interface Pace {
  /** Something that takes staff that much working time. */
  working(at: number, duration: number): number
  /** Something that takes anybody that much time; returns the duration to add. */
  wall(duration: number): number
  /** The date of a later step, whole days ahead in reality. */
  readonly quickened: boolean
}

export const bankPace: Pace = { working: afterWorking, wall: (duration) => duration, quickened: false }

/** For the live demo: an hour of work takes 12 seconds, at any hour of the day. */
export const demoPace: Pace = {
  working: (at, duration) => at + duration / 300 + 1_000,
  wall: (duration) => duration / 60,
  quickened: true,
}
