import { instantOf } from './bank/clock.ts'
import { defaultEnd, simulate } from './bank/simulate.ts'
import { noTruth, openTruth } from './bank/truth.ts'
import { writeLines } from './ndjson.ts'

/** Options of `mingjing seed` as commander hands them over: texts. */
export interface SeedOptions {
  days: string
  seed: string
  out: string
  truth?: string
  end?: string
  /** `--no-disorder` makes it false: events in order of time, each once. */
  disorder?: boolean
}

const wholeNumber = (name: string, text: string, least: number): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name}: a whole number from ${least} on, not ${text}`)
  return value
}

/** Writes the simulated bank's log, and its truth when asked. Throws with the option's name on a wrong value. */
export const seedCommand = (options: SeedOptions): void => {
  const days = wholeNumber('days', options.days, 1)
  const seed = wholeNumber('seed', options.seed, 0)
  const end = options.end ?? defaultEnd
  instantOf(end)
  const truth = options.truth ? openTruth() : noTruth
  const began = performance.now()
  let last = 0
  const events = function* () {
    for (const event of simulate({ days, seed, end, truth, disorder: options.disorder ?? true })) {
      last = Math.max(last, Date.parse(event.time))
      yield event
    }
  }
  const count = writeLines(options.out, events())
  const lines = options.truth ? writeLines(options.truth, truth.lines(last)) : 0
  const seconds = (performance.now() - began) / 1000
  const told = options.truth ? `, ${lines} lines of truth` : ''
  process.stderr.write(`${count} events${told} in ${seconds.toFixed(1)} s (${Math.round(count / seconds)}/s)\n`)
}
