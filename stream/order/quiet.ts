import { lateness } from './order.ts'

/** A moment on both clocks: the wall clock, epoch ms, which may be set, and a steady one, ms since some start. */
export interface Moment {
  readonly wall: number
  readonly steady: number
}

/** Since when a partition has had no fresh event, on both clocks. */
export interface Quiet {
  since: Moment
  last: Moment
}

/** How long a caught-up partition must have been without a fresh event before the wall clock may drive its time, ms. */
const quietMs = lateness

export const beginQuiet = (now: Moment): Quiet => ({ since: now, last: now })

/**
 * Notes what the clocks show, and whether a fresh event came just now. A wall clock that was set, forward or back, says
 * nothing of how long nothing came: the quiet begins anew. Smaller steps than {@link lateness} make no event late.
 */
export const note = (quiet: Quiet, now: Moment, isFresh: boolean): void => {
  const step = now.wall - quiet.last.wall - (now.steady - quiet.last.steady)
  if (isFresh || Math.abs(step) >= lateness || now.wall < quiet.since.wall) quiet.since = now
  quiet.last = now
}

export const isQuietEnough = ({ since, last }: Quiet): boolean =>
  last.wall - since.wall >= quietMs && last.steady - since.steady >= quietMs
