import type { Time } from './time.ts'

/** A worker process of the simulation. What it awaits comes through {@link deliver} only. */
export interface Process {
  readonly name: string
  readonly abort: AbortController
  /** Ms its wall clock is ahead of the true one. */
  readonly skew: number
  isDead: boolean
  /** Stopped (SIGSTOP) until then, ms of simulated time. */
  stoppedUntil: number
  /** Whether it was told by the ledger that a plan is its own and has not come to the insert that follows. */
  isTrusting: boolean
  /** Ms to stop for as soon as it trusts nothing. */
  stopAsked: number
}

export const createProcess = (name: string, skew: number): Process => ({
  name,
  abort: new AbortController(),
  skew,
  isDead: false,
  stoppedUntil: 0,
  isTrusting: false,
  stopAsked: 0,
})

/** Lets something happen in the process after `ms`: never if it is dead by then, once it goes on if it is stopped. */
export const deliver = (time: Time, process: Process, ms: number, run: () => void): void =>
  time.after(ms, () => {
    if (process.isDead) return
    if (process.stoppedUntil > time.now()) deliver(time, process, process.stoppedUntil - time.now(), run)
    else run()
  })

/**
 * Stops the process for `ms`, but not between the ledger's answer that a plan is its own and the insert it asked for:
 * that one gap is left open on purpose (see `checkOurs`), and as wide as the tokens a table remembers.
 */
export const stop = (time: Time, process: Process, ms: number): void => {
  if (process.isTrusting) process.stopAsked = ms
  else process.stoppedUntil = Math.max(process.stoppedUntil, time.now() + ms)
}

export const trust = (time: Time, process: Process, isTrusting: boolean): void => {
  process.isTrusting = isTrusting
  if (isTrusting || process.stopAsked === 0) return
  stop(time, process, process.stopAsked)
  process.stopAsked = 0
}
